import type { FragmentData, FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamConfig } from '../../contracts/stream-session.ts';
import { STS_ERROR_CODES, type StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { Logger } from '../../runtime/logger.ts';

/** The stages of a fragment: those of dubbing in order, and the stage of echo mode. */
export const STAGES = ['queue', 'decode', 'asr', 'translation', 'tts', 'encode', 'echo'] as const;
export type Stage = (typeof STAGES)[number];

/** A fragment to process. */
export interface FragmentTask {
  readonly fragment: FragmentData;
  readonly config: StreamConfig;
  readonly log: Logger;
  /** Called at the start of each stage, so that a timeout can name the unfinished stage. */
  readonly onStage: (stage: Stage) => void;
  /** When the result becomes useless, on the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

/** The fields of `fragment:processed` that processing determines. */
export type FragmentResult = Omit<
  FragmentProcessed,
  'fragment_id' | 'stream_id' | 'sequence_number' | 'processing_time_ms'
>;

/** A result with its processing time in ms, including time in the queue. */
export interface TimedResult {
  readonly result: FragmentResult;
  readonly processingMs: number;
}

/** Processes fragments in one of the modes of the service. */
export interface FragmentProcessor {
  /** Resolves with a result, which can be a failed one. Rejects with the reason of `signal`, or on an unexpected error. */
  process(task: FragmentTask, signal: AbortSignal): Promise<FragmentResult>;
}

/** The result of a fragment that cannot be dubbed. */
export function failedResult(code: StsErrorCode, stage: Stage, message: string): FragmentResult {
  return { status: 'failed', error: { code, message, stage, retryable: STS_ERROR_CODES[code].retryable } };
}
