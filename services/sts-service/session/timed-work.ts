import { errorMessage } from '../../../lib/error-message.ts';
import { failedResult } from '../processing/failed-result.ts';
import type {
  FragmentProcessor,
  FragmentResult,
  FragmentTask,
  Stage,
} from '../processing/fragment-processor.ts';

/** What became of a fragment, and how long that took in ms, waiting included. */
export interface TimedResult {
  readonly result: FragmentResult;
  readonly processingMs: number;
}

/**
 * Works on a fragment within a time limit. Being late is a result of its own: a failed one with code TIMEOUT,
 * which names the stage that was not finished.
 *
 * @param timeoutMs from now on; the worker has stopped waiting by then
 * @param signal ends the work for good
 * @returns `undefined` when `signal` was aborted: nobody waits for a result any more
 */
export async function workWithin(
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
      const message = `No result within ${timeoutMs} ms: stage "${stage}" was not finished after ${inStageMs} ms.`;
      return timed(failedResult('TIMEOUT', stage, message));
    }
    task.log.error({ err: error, stage }, 'an error that no stage foresaw');
    const message = errorMessage(error);
    return timed(failedResult('MODEL_ERROR', stage, message));
  } finally {
    clearTimeout(timer);
  }
}
