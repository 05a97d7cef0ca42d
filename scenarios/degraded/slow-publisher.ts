import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { DEGRADED_CLIP, degradedSteps } from './degraded-speech.ts';

/**
 * A camera whose clock runs 3 % slow: 30 s of media take 30.9 s. Media time decides, so that nothing but the duration of
 * the run differs.
 */
export const slowPublisher = defineDubbingScenario({
  ...DEGRADED_CLIP,
  id: 'slow-publisher',
  title: 'The publisher sends at 0.97 of real time',
  readRate: 0.97,
  steps: degradedSteps({ maxWordsMissed: 1, minWordsShare: 5 / 6 }),
});
