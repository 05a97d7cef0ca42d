import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps } from './degraded-speech.ts';

export const telephoneNarrowband = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'telephone-narrowband',
  title: 'The band of a telephone: 8 kHz, 300 to 3400 Hz',
  encoding: degradedAudio('[0:a:0]aresample=8000,highpass=f=300,lowpass=f=3400,aresample=44100[degraded]'),
  // Measured: 14 of 30 found, 21 inserted.
  steps: degradedSteps({ minWordsShare: 0.3, maxWordsInserted: 32 }),
});
