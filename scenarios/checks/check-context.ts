import type { NotMeasured, StepContext } from '../../harness/engine/index.ts';
import type { DubbingCheckId } from './registry.ts';

/** Context of a step of a dubbing scenario: an id that is not in the registry does not compile. */
export type DubbingContext = StepContext<DubbingCheckId>;

/** The part of the context that makes checks. */
export type CheckContext = Pick<DubbingContext, 'check' | 'notMeasured' | 'record'>;

/** Records that none of these checks could be made, for one reason. */
export function notMeasuredAll(
  ctx: Pick<CheckContext, 'notMeasured'>,
  ids: readonly DubbingCheckId[],
  notMeasured: NotMeasured,
): void {
  for (const id of ids) ctx.notMeasured(id, notMeasured);
}
