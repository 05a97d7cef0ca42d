import type { FaultClass } from '../../engine/index.ts';
import type { BoundaryId, EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';

/** What a cause found in a run. */
export interface CauseFinding {
  /** One sentence that stands alone, with the values of this run: names, addresses, codes, times. */
  readonly summary: string;
  /** At least one fact of the run, the strongest first. */
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
  /** Facts of the run that speak against it. */
  readonly against?: readonly EvidenceRef[];
  /**
   * `certain`: the evidence by itself proves that the boundary is broken. `likely`: it explains what was observed, and
   * counts only when its boundary is the first broken one.
   */
  readonly certainty: 'certain' | 'likely';
  /** Replaces the boundary of the definition, for a cause that can lie at several. */
  readonly boundary?: BoundaryId;
  /** Replaces the class of the definition, when the evidence shows who has to act. */
  readonly class?: FaultClass;
  /** Replaces the fix of the definition. Placeholders are filled, as there. */
  readonly fix?: string;
  /** Replaces the commands of the definition. Placeholders are filled, as there. */
  readonly confirm?: readonly string[];
}

/** A cause that a failed run can have. One file each, listed in `registry.ts`. */
export interface CauseDefinition {
  /** Stable, upper case: `HOOK_NOT_EXECUTABLE`. */
  readonly code: string;
  /** A noun phrase or a sentence without values: `The MediaMTX hook is not executable`. */
  readonly title: string;
  readonly boundary: BoundaryId;
  readonly class: FaultClass;
  /** For people who look it up: what it is, and what it does to the pipeline. One to three sentences. */
  readonly meaning: string;
  /** Observations that support it, as documentation. */
  readonly evidenceFor: readonly string[];
  /** Observations that contradict it, as documentation. */
  readonly evidenceAgainst: readonly string[];
  /** What to do, in the imperative. Placeholders of `fillPlaceholders` get the values of the run: `<hook>`. */
  readonly fix: string;
  /** Files or folders of this checkout in which a defect of the product is to be looked for. */
  readonly places?: readonly string[];
  /** Shell commands that confirm it, with placeholders like those of the fix. */
  readonly confirm: readonly string[];
  /**
   * Its evidence cannot be the consequence of another cause, so it is named beside one further upstream. False by
   * default: a cause downstream of another counts as its consequence.
   */
  readonly independent?: true;
  /** No step after its boundary can pass any more, so a waiting step ends at once. False by default. */
  readonly terminal?: true;
  /** Its evidence in a run; `undefined` when there is none. Must not throw, whatever the run lacks. */
  find(facts: PipelineFacts): CauseFinding | undefined;
}

/** Checks the type of a definition. */
export function defineCause(definition: CauseDefinition): CauseDefinition {
  return definition;
}
