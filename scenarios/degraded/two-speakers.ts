import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps, MIX } from './degraded-speech.ts';

export const twoSpeakers = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'two-speakers',
  title: 'A second, deeper voice at the same time, 10 dB below the first',
  encoding: degradedAudio(
    `[0:a:0]asplit[first][copy];[copy]asetrate=37485,aresample=44100,adelay=700,volume=-10dB[second];[first][second]${MIX}`,
  ),
  // Measured: 22 of 30 found, 28 inserted.
  steps: degradedSteps({ minWordsShare: 0.5, maxWordsInserted: 42 }),
});
