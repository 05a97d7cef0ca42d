import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps, MIX, SPEECH_DBFS } from './degraded-speech.ts';

/** The mean level of white noise from `anoisesrc` lies 4.8 dB below its amplitude. */
const WHITE_NOISE_DB = 4.77;
const AMPLITUDE = 10 ** ((SPEECH_DBFS - 10 + WHITE_NOISE_DB) / 20);

export const noise = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'noise',
  title: 'White noise, 10 dB below the speech',
  encoding: degradedAudio(
    `anoisesrc=sample_rate=44100:color=white:seed=1:amplitude=${AMPLITUDE.toFixed(5)}[noise];[0:a:0][noise]${MIX}`,
  ),
  // Measured: 5 to 9 of 30 found, 16 inserted.
  steps: degradedSteps({ minWordsShare: 0.1, maxWordsInserted: 30 }),
});
