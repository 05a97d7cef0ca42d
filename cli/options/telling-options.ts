import type { Command } from 'commander';
import { otlpEndpointOption, type ReporterFlags, reporterOption } from './reporter-options.ts';

/** How a run is told. */
export interface TellingFlags extends ReporterFlags {
  /** The result as JSON is all that goes to stdout; the rest goes to stderr. */
  readonly json: boolean;
  readonly verbose: boolean;
}

export function addTellingOptions(command: Command): void {
  command
    .addOption(reporterOption('how the run is told; console,html by default'))
    .addOption(otlpEndpointOption())
    .option('--json', 'write the result as JSON to stdout, and nothing else', false)
    .option('-v, --verbose', 'tell every poll, observation and log line', false);
}
