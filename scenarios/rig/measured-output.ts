import { HarnessError, type StepContext } from '../../harness/engine/index.ts';
import { type OutputMeasurement, outputMeasurementSchema } from '../evidence/output-measurement.ts';

/** What step 5 measured, whether it was as it should be or not; `undefined` when there was nothing to measure. */
export function measuredOutput(ctx: Pick<StepContext, 'outputOf'>): OutputMeasurement | undefined {
  try {
    return ctx.outputOf('output-stream', outputMeasurementSchema);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'NO_OUTPUT') return undefined;
    throw error;
  }
}
