import { errorMessage } from '../../../lib/error-message.ts';
import {
  type FragmentProcessor,
  type FragmentResult,
  type FragmentTask,
  failedResult,
  type Stage,
  type TimedResult,
} from './fragment-processor.ts';

/**
 * Processes a fragment within a time limit. A timeout is a failed result with code TIMEOUT, which names the unfinished
 * stage.
 *
 * @param timeoutMs time limit, starting now
 * @param signal cancels the work without a result
 * @returns `undefined` when `signal` aborts
 */
export async function processWithin(
  processor: FragmentProcessor,
  task: Omit<FragmentTask, 'onStage' | 'deadlineMs'>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<TimedResult | undefined> {
  const startedMs = performance.now();
  let current: { readonly stage: Stage; readonly sinceMs: number } = { stage: 'queue', sinceMs: startedMs };
  const onStage = (stage: Stage): void => {
    current = { stage, sinceMs: performance.now() };
  };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const timed = (result: FragmentResult): TimedResult => ({
    result,
    processingMs: performance.now() - startedMs,
  });
  try {
    const fullTask = { ...task, onStage, deadlineMs: startedMs + timeoutMs };
    return timed(await processor.process(fullTask, AbortSignal.any([signal, limit.signal])));
  } catch (error) {
    if (signal.aborted) return undefined;
    const { stage, sinceMs } = current;
    if (limit.signal.aborted) {
      const inStageMs = Math.round(performance.now() - sinceMs);
      const message = `No result within ${timeoutMs} ms: stage "${stage}" was unfinished after ${inStageMs} ms.`;
      return timed(failedResult('TIMEOUT', stage, message));
    }
    task.log.error({ err: error, stage }, 'unexpected error while processing a fragment');
    return timed(failedResult('MODEL_ERROR', stage, errorMessage(error)));
  } finally {
    clearTimeout(timer);
  }
}
