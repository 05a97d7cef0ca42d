import { RootCauseError, type RunEvent, type RunWatch } from '../engine/index.ts';
import type { CauseDefinition } from './causes/cause.ts';
import { CAUSES } from './causes/registry.ts';
import { PipelineFacts } from './facts/pipeline-facts.ts';

/** A cause after which no step can pass any more, found while a step was waiting. */
class TerminalCauseError extends RootCauseError {}

/** Finds the first terminal cause that the events so far prove. */
function findTerminalCause(
  events: readonly RunEvent[],
  causes: readonly CauseDefinition[],
): RootCauseError | undefined {
  const facts = new PipelineFacts({ events, evidence: new Map() });
  for (const cause of causes) {
    if (cause.terminal !== true) continue;
    const finding = cause.find(facts);
    if (finding?.certainty === 'certain')
      return new TerminalCauseError(finding.summary, { code: cause.code, fault: cause.class });
  }
  return undefined;
}

/** Follows the events of a run and finds its terminal cause, for the steps that end early. */
export class TerminalCauseWatch implements RunWatch {
  readonly #events: RunEvent[] = [];
  readonly #causes: readonly CauseDefinition[];

  /** @param causes the registry by default */
  constructor(causes: readonly CauseDefinition[] = CAUSES) {
    this.#causes = causes;
  }

  readonly add = (event: RunEvent): void => {
    this.#events.push(event);
  };

  findRootCause(): RootCauseError | undefined {
    return findTerminalCause(this.#events, this.#causes);
  }
}
