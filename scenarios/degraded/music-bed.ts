import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps, MIX, SPEECH_DBFS } from './degraded-speech.ts';

const CHORD = '(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t))/3';
/** The mean level of the chord lies 7.8 dB below full scale. */
const CHORD_DB = 7.78;
const VOLUME = `${(SPEECH_DBFS - 10 + CHORD_DB).toFixed(2)}dB`;

export const musicBed = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'music-bed',
  title: 'A chord under the speech, 10 dB below it',
  encoding: degradedAudio(`aevalsrc='${CHORD}':sample_rate=44100,volume=${VOLUME}[bed];[0:a:0][bed]${MIX}`),
  // Measured: 20 of 30 found, 26 inserted.
  steps: degradedSteps({ minWordsShare: 0.5, maxWordsInserted: 40 }),
});
