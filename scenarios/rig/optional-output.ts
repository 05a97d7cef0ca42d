import { HarnessError, type Parser, type StepContext } from '../../harness/engine/index.ts';
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
