import type { Alterations, ScenarioOptions } from '../../harness/environments/index.ts';
import type { BoundaryId } from '../../harness/run-data/diagnosis.ts';
import type { FaultStage } from './fault-stage.ts';

/** What a fault or a distractor does to the environment of an ordinary scenario. */
export interface Staging {
  /** Options of the run that differ from the defaults. */
  options?(stage: FaultStage): Promise<Partial<ScenarioOptions>> | Partial<ScenarioOptions>;
  /** Alterations of the environment. */
  alter?(stage: FaultStage): Promise<Alterations> | Alterations;
}

/** What a correct diagnosis of a fault says. */
export interface ExpectedDiagnosis {
  /** Id of the step that fails first. */
  readonly step: string;
  /** Another step that shows the same effect, and fails first when the timing or a value near a limit decides. */
  readonly orStep?: string;
  /** Code of the cause that is named first. */
  readonly cause: string;
}

/** A real fault in the environment of a scenario. */
export interface Fault extends Staging {
  /** Kebab case, unique among all faults and distractors. Appears in no log of the run. */
  readonly id: string;
  /** What is wrong, as a sentence without a full stop. */
  readonly title: string;
  /** The first boundary where the run differs from a good one. */
  readonly boundary: BoundaryId;
  readonly expected: ExpectedDiagnosis;
  /** `quick` by default. */
  readonly scenario?: 'quick' | 'full-pipeline';
  /** Runs in a mount namespace of its own, in which the fault may mount file systems (`unshare`). */
  readonly needsMounts?: true;
  /** Loads the machine, so no other case runs beside it. */
  readonly runsAlone?: true;
}

/** Something unusual that is no fault: beside it, a run passes, and a fault is diagnosed as without it. */
export interface Distractor extends Staging {
  readonly id: string;
  readonly title: string;
  /** Ids of the faults beside which it is tried, in addition to a run that passes. */
  readonly beside: readonly string[];
  /** It is a fault by itself: it is tried only beside others, and the diagnosis names this cause, too. */
  readonly adds?: string;
}

/** Checks the type of a fault. */
export function defineFault(fault: Fault): Fault {
  return fault;
}

/** Checks the type of a distractor. */
export function defineDistractor(distractor: Distractor): Distractor {
  return distractor;
}

/** Whether a fault may fail in this step. */
export function isExpectedStep({ step, orStep }: ExpectedDiagnosis, found: string | undefined): boolean {
  return found !== undefined && (found === step || found === orStep);
}
