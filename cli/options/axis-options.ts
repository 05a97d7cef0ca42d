import { Option } from 'commander';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { someOf } from '../usage.ts';

/** What may be chosen more than once: every combination is a run. */
export interface AxisFlags {
  readonly env: readonly ScenarioOptions['environment'][];
  readonly sts: readonly ScenarioOptions['sts'][];
  readonly publish: readonly ScenarioOptions['publish'][];
}

/** An option whose words and default are those of its schema; several of them are several runs. */
export function choices<Word extends string>(
  flags: string,
  description: string,
  schema: { unwrap(): { readonly options: readonly Word[] }; parse(value: undefined): Word },
): Option {
  const words = schema.unwrap().options;
  return new Option(flags, `${description} (${words.join(', ')}; several with commas)`)
    .default([schema.parse(undefined)], schema.parse(undefined))
    .argParser(someOf(words));
}
