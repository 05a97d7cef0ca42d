import type { FragmentData, FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamConfig } from '../../contracts/stream-session.ts';
import type { Logger } from '../../runtime/logger.ts';

/** The parts of the work on a fragment: those of dubbing, in their order, and the one of echo mode. */
export const STAGES = ['queue', 'decode', 'asr', 'translation', 'tts', 'encode', 'echo'] as const;
export type Stage = (typeof STAGES)[number];

/** One fragment to work on. */
export interface FragmentTask {
  readonly fragment: FragmentData;
  readonly config: StreamConfig;
  readonly log: Logger;
  /** Told when a stage begins, so that whoever runs out of patience can say where. */
  readonly onStage: (stage: Stage) => void;
  /** When nobody waits for the result any more, on the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

/** What became of a fragment, before it is addressed: the fields that the work itself decides. */
export type FragmentResult = Omit<
  FragmentProcessed,
  'fragment_id' | 'stream_id' | 'sequence_number' | 'processing_time_ms'
>;

/** What the service does with a fragment: the one difference between its modes. */
export interface FragmentProcessor {
  /**
   * Resolves with a result, also a failed one. Rejects only with the reason of `signal`, or with an error that
   * nobody foresaw.
   */
  process(task: FragmentTask, signal: AbortSignal): Promise<FragmentResult>;
}
