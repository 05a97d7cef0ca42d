import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedAudio, degradedSteps } from './degraded-speech.ts';

export const telephoneWideband = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'telephone-wideband',
  title: 'The band of a wideband telephone: 16 kHz, 50 to 7000 Hz',
  encoding: degradedAudio('[0:a:0]aresample=16000,highpass=f=50,lowpass=f=7000,aresample=44100[degraded]'),
  // Measured: 30 of 30 found, none inserted.
  steps: degradedSteps({ maxWordsMissed: 1, minWordsShare: 5 / 6 }),
});
