import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps } from './degraded-speech.ts';

export const clipping = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'clipping',
  title: 'A source that clips: 12 dB too loud',
  encoding: degradedAudio('[0:a:0]volume=12dB,aformat=sample_fmts=s16[degraded]'),
  // Measured: 23 of 30 found, 5 inserted.
  steps: degradedSteps({ maxWordsMissed: 4, minWordsShare: 0.6 }),
});
