import { HarnessError, type Parser, type StepContext } from '../../harness/engine/index.ts';
import { type DubbedFragments, dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import {
  type OutputMeasurement,
  outputMeasurementSchema,
} from '../../harness/run-data/output-measurement.ts';

/** The output of an earlier step; `undefined` when that step has none. */
export function optionalOutputOf<T>(
  ctx: Pick<StepContext, 'outputOf'>,
  stepId: string,
  parser: Parser<T>,
): T | undefined {
  try {
    return ctx.outputOf(stepId, parser);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'NO_OUTPUT') return undefined;
    throw error;
  }
}

/** What step 5 measured, whether its checks passed or not; `undefined` when there was nothing to measure. */
export function measuredOutput(ctx: Pick<StepContext, 'outputOf'>): OutputMeasurement | undefined {
  return optionalOutputOf(ctx, 'output-stream', outputMeasurementSchema);
}

/** Why nothing of the fragments can be checked. */
export const NOTHING_CAME_BACK = 'no fragment came back from the STS service';

/** What step 3 observed, whether its checks passed or not. */
export function observedFragments(ctx: Pick<StepContext, 'outputOf'>): DubbedFragments {
  const observed = optionalOutputOf(ctx, 'fragments-processed', dubbedFragmentsSchema);
  if (observed !== undefined) return observed;
  const unobserved = 'the step fragments-processed ended without collecting the fragments';
  return { list: [], malformed: [], missed: [], unobserved };
}
