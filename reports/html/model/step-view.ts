import type { StepResult } from '../../../harness/engine/event.ts';
import type { StepCommand } from '../../step-commands.ts';
import type { LogBookRow } from './log-book.ts';
import type { PollTrail } from './poll-trails.ts';

/** A file of the run that a step points to. */
export interface AttachmentView {
  readonly name: string;
  /** In the run folder. */
  readonly path: string;
  readonly contentType: string;
}

/** All that is known about one step. */
export interface StepView {
  readonly result: StepResult;
  /** On the run's clock; absent when the step did not run. */
  readonly startMs?: number;
  readonly polls: readonly PollTrail[];
  readonly attachments: readonly AttachmentView[];
  /** How many rows of the log are of its time. */
  readonly logRows: number;
  /** The newest lines of anybody's log of its time. */
  readonly logTail: readonly LogBookRow[];
  readonly commands: readonly StepCommand[];
}
