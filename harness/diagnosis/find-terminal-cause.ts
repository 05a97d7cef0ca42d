import { RootCauseError, type RunEvent, type RunWatch } from '../engine/index.ts';
import { BOUNDARIES, type BoundaryId } from '../run-data/diagnosis.ts';
import type { CauseDefinition } from './causes/cause.ts';
import { CAUSES } from './causes/registry.ts';
import { PipelineFacts } from './facts/pipeline-facts.ts';

/** A cause after which no step can pass any more, found while a step was waiting. */
class TerminalCauseError extends RootCauseError {}

/**
 * The last boundary that a step shows. A cause further downstream does not keep the step from passing. Other steps show all.
 */
const LAST_SHOWN: Readonly<Record<string, BoundaryId>> = {
  'mediamtx-received-stream': 'input',
  'worker-connected': 'media-service',
  'fragments-processed': 'result',
  'event-data': 'result',
};

/** Finds the first terminal cause that the events so far prove and that keeps the current step from passing. */
function findTerminalCause(
  events: readonly RunEvent[],
  causes: readonly CauseDefinition[],
): RootCauseError | undefined {
  const facts = new PipelineFacts({ events, evidence: new Map() });
  const step = events.findLast((event) => event.type === 'step:start')?.step.id;
  const last = step === undefined ? undefined : LAST_SHOWN[step];
  const lastShown = last === undefined ? BOUNDARIES.length : BOUNDARIES.indexOf(last);
  for (const cause of causes) {
    if (cause.terminal !== true) continue;
    const finding = cause.find(facts);
    const { boundary = cause.boundary } = finding ?? {};
    if (finding?.certainty === 'certain' && BOUNDARIES.indexOf(boundary) <= lastShown)
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
