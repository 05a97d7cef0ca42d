import { type Command, InvalidArgumentError, Option } from 'commander';
import { REPORTER_NAMES, type ReporterName } from '../../reports/create-reporter.ts';
import { listOf, UsageError } from '../usage.ts';

export interface ReporterFlags {
  readonly reporter?: readonly ReporterName[];
  readonly otlpEndpoint?: string;
}

/** How a run is presented. */
export interface OutputFlags extends ReporterFlags {
  /** Only the JSON result goes to stdout; everything else goes to stderr. */
  readonly json: boolean;
  readonly verbose: boolean;
}

export function addOutputOptions(command: Command): void {
  command
    .addOption(reporterOption('reporters, separated by commas').default(undefined, 'console,html'))
    .addOption(otlpEndpointOption())
    .option('--json', 'print only the result to stdout, as JSON', false)
    .option('-v, --verbose', 'print every poll, observation and log line', false);
}

/** @throws {UsageError} for an endpoint that no selected reporter exports to */
export function requireOtlpReporter({ reporter = [], otlpEndpoint }: ReporterFlags): void {
  if (otlpEndpoint === undefined || reporter.includes('otlp')) return;
  throw new UsageError('--otlp-endpoint needs --reporter otlp');
}

/** `--reporter junit,github`; may be repeated. */
export function reporterOption(description: string): Option {
  const parse = listOf(REPORTER_NAMES);
  return new Option('--reporter <names>', description)
    .choices(REPORTER_NAMES)
    .argParser((typed: string, earlier: readonly ReporterName[] = []) => [
      ...new Set([...earlier, ...parse(typed)]),
    ]);
}

/** `--otlp-endpoint http://localhost:4318` */
export function otlpEndpointOption(): Option {
  return new Option('--otlp-endpoint <url>', 'OTLP/HTTP collector for the otlp reporter').argParser(
    (typed) => {
      const url = URL.parse(typed);
      if (url?.protocol === 'http:' || url?.protocol === 'https:') return typed;
      throw new InvalidArgumentError('Expected a URL such as http://localhost:4318.');
    },
  );
}
