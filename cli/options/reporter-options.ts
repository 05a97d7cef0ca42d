import { InvalidArgumentError, Option } from 'commander';
import { REPORTER_NAMES, type ReporterName } from '../../reports/create-reporter.ts';
import { oneOf } from '../usage.ts';

/** What the options about reporters leave behind. */
export interface ReporterFlags {
  readonly reporter?: readonly ReporterName[];
  readonly otlpEndpoint?: string;
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

/** `--otlp-endpoint http://localhost:4318` */
export function otlpEndpointOption(): Option {
  return new Option('--otlp-endpoint <url>', 'OTLP/HTTP collector of the reporter otlp').argParser(
    (typed) => {
      const url = URL.parse(typed);
      if (url?.protocol === 'http:' || url?.protocol === 'https:') return typed;
      throw new InvalidArgumentError('A URL such as http://localhost:4318 is expected.');
    },
  );
}
