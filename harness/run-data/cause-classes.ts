import type { DiagnosedCause } from './diagnosis.ts';

export type CauseClass = DiagnosedCause['class'];

/** Explains a class to people. */
export interface CauseClassText {
  /** Who has to act. */
  readonly acts: string;
  readonly meaning: string;
  /** What to do first. */
  readonly first: string;
}

/** The four classes of causes. */
export const CAUSE_CLASSES: Readonly<Record<CauseClass, CauseClassText>> = {
  PRODUCT: {
    acts: 'the authors of the pipeline',
    meaning:
      'A service of the pipeline behaves wrongly although its machine, its configuration and its input are right.',
    first: 'File the defect with `diagnosis.md` of the run.',
  },
  HARNESS: {
    acts: 'the authors of the tests',
    meaning:
      'The test framework, or its command line, is wrong: a clip that cannot be used, a contradictory option, a defect of a step. The run states nothing about the pipeline.',
    first: 'Correct the command, the clip or the step, then rerun.',
  },
  ENVIRONMENT: {
    acts: 'the operators of the machine or the deployment',
    meaning:
      'Something around the pipeline prevents it from working: a port in use, a full disk, a wrong address, a missing permission, an overloaded machine, a client that does not belong to the run. The code of the pipeline may be right.',
    first: 'Repair the machine or the configuration, then rerun.',
  },
  INCONCLUSIVE: {
    acts: 'the reader of the run, who has to find out more',
    meaning:
      'The run did not record enough to decide: the cause lies where this environment observes nothing, or no known cause matches. It never counts as passed.',
    first:
      'Compare the input and the output of the broken boundary, then rerun with more evidence, such as `--observe tap`.',
  },
};

/** Stands for a cause where none matches. */
export const UNKNOWN_CAUSE = {
  code: 'CAUSE_UNKNOWN',
  class: 'INCONCLUSIVE',
  title: 'No known cause matches',
  meaning:
    'A step failed, and the evidence of the run matches no cause of the registry. The diagnosis gives the first boundary that differs from a good run, with its input, its output and the evidence that was examined. It names no cause for which there is no evidence.',
} as const satisfies { readonly class: CauseClass } & Readonly<Record<string, string>>;
