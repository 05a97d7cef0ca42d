import type { StepContext } from '../../harness/engine/index.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { optionalOutputOf } from './optional-output.ts';

/** The time limits of every scenario suffice for a clip of this length. */
const INCLUDED_S = 10;

/** How much longer than usual a step may take, because the caller's clip (`--fixture`) is longer: it is published in real time. */
export function timeOfLongClip(
  ctx: Pick<StepContext, 'outputOf'>,
  { options }: Pick<DubbingRig, 'options'>,
): number {
  if (options.fixture === undefined) return 0;
  const published = optionalOutputOf(ctx, 'environment-setup', clipOutputSchema);
  return Math.ceil(Math.max(0, (published?.clip.durationS ?? 0) - INCLUDED_S) * 1000);
}
