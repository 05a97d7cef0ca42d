import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';

/** An error that media-service reports. */
export interface WorkerError {
  /** Class of the error, such as `FfmpegError`. */
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly url: string | undefined;
  /** Exit code and signal of a process that ended. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly task: string | undefined;
  readonly ref: EvidenceRef;
}

const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);

const errorSchema = z.looseObject({
  message: z.string(),
  ...{ type: text, code: text, url: text, exitCode: count, signal: text, task: text },
});
const lineSchema = z.looseObject({ err: errorSchema });
const fallbackSchema = z.looseObject({ err: errorSchema, reason: z.string() });

/** Errors in media-service's log whose line matches `message`. */
export function loggedErrors(facts: PipelineFacts, message?: RegExp): readonly WorkerError[] {
  return facts
    .logs({ source: 'media-service', level: 'warn', ...(message !== undefined && { message }) })
    .flatMap((line) => {
      const err = lineSchema.safeParse(line.data).data?.err;
      return err === undefined ? [] : [workerError(line, err)];
    });
}

/** Segments that fell back to their original audio, with the reason. */
export function fallbacks(facts: PipelineFacts): readonly (WorkerError & { readonly reason: string })[] {
  return facts
    .logs({ source: 'media-service', message: /falls back to its original audio/ })
    .flatMap((line) => {
      const data = fallbackSchema.safeParse(line.data).data;
      return data === undefined ? [] : [{ ...workerError(line, data.err), reason: data.reason }];
    });
}

/**
 * Failed attempts of the worker to open a session with the STS service: from its log, or from the status of the stream
 * where the log cannot be read.
 */
export function linkErrors(facts: PipelineFacts): readonly WorkerError[] {
  const logged = loggedErrors(facts, /^cannot open a session/);
  if (logged.length > 0) return logged;
  return facts.workerStates.flatMap(({ event, data }) => {
    const { lastError, sts } = data;
    if (lastError === undefined || !/^STS_(UNREACHABLE|REFUSED|NOT_READY)$/.test(lastError.code)) return [];
    const { code, message } = lastError;
    const nothing = { type: undefined, exitCode: undefined, signal: undefined, task: undefined };
    return [
      { ...nothing, code, message, url: sts.url, ref: observationRef(event, `media-service: ${message}`) },
    ];
  });
}

const closedSchema = z.looseObject({ reason: z.string() });

/** Losses of a session while the worker still used it, with the reason. */
export function lostSessions(
  facts: PipelineFacts,
): readonly { readonly reason: string; readonly line: LogEvent }[] {
  return facts
    .logs({ source: 'media-service', message: /session with the STS service closed/ })
    .flatMap((line) => {
      const reason = closedSchema.safeParse(line.data).data?.reason;
      return reason === undefined || reason === 'io client disconnect' ? [] : [{ reason, line }];
    });
}

function workerError(line: LogEvent, err: z.infer<typeof errorSchema>): WorkerError {
  const { type, code, url, exitCode, signal, task } = err;
  const [message = ''] = err.message.split('\n', 1);
  return { type, code, message, url, exitCode, signal, task, ref: logRef(line) };
}
