import type { Json, StepResult } from '../../../harness/engine/event.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { type InlineEvent, inlineRun, runStart } from '../../testing/sample-run.ts';
import { HOOK_CAUSE } from './inline-diagnosis.ts';

const STEP = { number: 0, id: 'fails', title: 'Step fails' };

/** The message of the failed step states the cause, and one thing more. */
export const BESIDE = 'Waited for 10 s.';

const FAILED: StepResult = {
  ...{ ...STEP, status: 'failed', durationMs: 10_000, attempts: 1 },
  checks: [
    { id: 'words', title: 'words | found', status: 'failed', actual: 2, limit: { min: 5 }, unit: 'words' },
  ],
  error: {
    ...{ name: 'PollTimeoutError', code: 'POLL_TIMEOUT', fault: 'PRODUCT' },
    message: `${HOOK_CAUSE.summary} ${BESIDE}`,
    stack: `PollTimeoutError: ${HOOK_CAUSE.summary} ${BESIDE}\n    at poll (/repo/scenarios/x.ts:3:1)`,
  },
};

export function logLine(
  atMs: number,
  source: string,
  message: string,
  level: 'info' | 'error' = 'info',
): InlineEvent {
  return { atMs, during: 0, type: 'log', source, level, message };
}

/**
 * Writes a run whose step 0 failed.
 *
 * @param events happen before the step has ended
 * @returns the path of the run folder, removed after the test
 */
export async function diagnosedRun(
  diagnosis: Diagnosis | undefined,
  ...events: readonly InlineEvent[]
): Promise<string> {
  const recorded: InlineEvent[] =
    diagnosis === undefined ? [] : [{ atMs: 13_000, type: 'diagnosis', diagnosis: diagnosis as Json }];
  return await inlineRun(
    { ...runStart('fails'), params: { sts: 'real', apiKey: 'hidden' } },
    { atMs: 1, during: 0, type: 'step:start', step: STEP, attempt: 1, timeoutMs: 20_000 },
    logLine(500, 'media-service', 'long before'),
    logLine(2301, 'mediamtx', 'fork/exec: permission denied', 'error'),
    logLine(2400, 'media-service', 'waiting'),
    ...events,
    { atMs: 12_000, type: 'step:end', result: FAILED },
    ...recorded,
    { atMs: 13_001, type: 'shutdown' },
    logLine(13_002, 'mediamtx', 'shutting down'),
    { atMs: 14_000, type: 'run:end', status: 'failed', durationMs: 14_000 },
  );
}
