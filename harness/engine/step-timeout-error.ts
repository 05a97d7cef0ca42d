import { HarnessError } from './errors.ts';
import type { Json, StepIdentity } from './event.ts';
import { clip } from './json.ts';
import type { StepProgress } from './step-progress.ts';

/** A step was not done in time. Says what it had seen by then. */
export class StepTimeoutError extends HarnessError {
  readonly stepId: string;
  readonly timeoutMs: number;
  /** The last thing that a poll of the step saw. */
  readonly lastSeen: Json | undefined;

  constructor({ id }: StepIdentity, timeoutMs: number, { lastPoll, checks }: StepProgress) {
    const lastCheck = checks.at(-1);
    let seen = 'It had polled and checked nothing.';
    if (lastPoll !== undefined) {
      const { attempt, value, error } = lastPoll.attempt;
      const answer = value === undefined ? `error ${error}` : clip(JSON.stringify(value), 1000);
      seen = `Last seen: poll "${lastPoll.name}", attempt ${attempt}: ${answer}.`;
    } else if (lastCheck !== undefined) {
      seen = `It hung after its check "${lastCheck.title}".`;
    }
    super(`step "${id}" was not done within ${timeoutMs} ms. ${seen}`, {
      code: 'STEP_TIMEOUT',
      // Only an answer of the pipeline tells that it is the pipeline which is late.
      fault: lastPoll?.attempt.value === undefined ? 'INCONCLUSIVE' : 'PRODUCT',
    });
    this.stepId = id;
    this.timeoutMs = timeoutMs;
    this.lastSeen = lastPoll === undefined ? undefined : { ...lastPoll.attempt, poll: lastPoll.name };
  }
}
