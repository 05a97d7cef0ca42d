import type { CheckDefinition } from '../../../harness/engine/index.ts';

/** A check of a dubbing scenario. `docs/checks.md` is generated from these. */
export interface DubbingCheck extends CheckDefinition {
  /** Ids of the steps that make it. */
  readonly steps: readonly string[];
  /** `check`: compared with a limit. `value`: recorded without one. */
  readonly kind: 'check' | 'value';
  readonly unit?: string;
  /** Meaning of a failure, and source of the limit. */
  readonly description: string;
  /** Condition under which it is made. Always by default. */
  readonly when?: string;
  /** Condition under which it is left out, although it is made in an ordinary run. */
  readonly unless?: string;
}

/** Conditions that several checks share. */
export const CONDITIONS = {
  fragmentsMayFail: 'scenarios in which fragments may fail',
  looped: 'scenarios with a looped clip',
  republished: 'scenarios in which the output is published more than once',
  leadIn: 'a lead-in is published before the clip',
  echo: 'with `--sts echo`',
  withoutSpeech: 'a clip that is silent or without speech in some segment',
  withoutAudio: 'scenarios that publish no audio',
} as const;
