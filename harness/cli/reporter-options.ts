import { Option } from 'commander';
import { REPORTER_NAMES, type ReporterName } from '../../reports/create-reporter.ts';
import { oneOf } from './usage.ts';

/** What the options about reporters leave behind. */
export interface ReporterFlags {
  readonly reporter?: readonly ReporterName[];
}

const nameOf = oneOf(REPORTER_NAMES);

/** `--reporter junit,github`, also said more than once. */
export function reporterOption(description: string): Option {
  const list = REPORTER_NAMES.join(', ');
  return new Option('--reporter <names>', `${description} (${list})`).argParser(
    (typed: string, earlier: readonly ReporterName[] = []) => [
      ...new Set([...earlier, ...typed.split(',').map(nameOf)]),
    ],
  );
}
