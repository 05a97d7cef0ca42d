import type { CheckResult, Json } from './event.ts';
import type { PollAttempt } from './poll.ts';

/** How far the present attempt of a step has come. */
export class StepProgress {
  attempt = 0;
  /** The step has ended: nothing is recorded any more. */
  over = false;
  checks: CheckResult[] = [];
  output: Json | undefined;
  lastPoll: { readonly name: string; readonly attempt: PollAttempt } | undefined;

  startAttempt(): void {
    this.attempt += 1;
    this.checks = [];
    this.output = undefined;
    this.lastPoll = undefined;
  }
}
