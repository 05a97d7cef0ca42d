import type { Reporter } from '../../harness/engine/reporter.ts';
import { ConsoleReporter } from '../../reports/console/console-reporter.ts';
import { createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import type { TellingFlags } from '../options/telling-options.ts';

export interface RunReporters {
  readonly reporters: readonly Reporter[];
  /** Says something to the user that is not in the event log. */
  readonly notice: (text: string) => void;
  /** Takes away the line that counts, until something is told again. */
  readonly hold: () => void;
}

const DEFAULT: readonly ReporterName[] = ['console', 'html'];

/**
 * The reporters that a run is told by: those that were asked for, and `result.json`, which belongs to every run.
 * The console comes last, as its last line is the verdict.
 */
export function createRunReporters(telling: TellingFlags, context: CliContext): RunReporters {
  const { json, verbose, reporter: names = DEFAULT, otlpEndpoint } = telling;
  const { stdout, stderr, env, workingFolder } = context;
  const options = {
    stream: json ? stderr : stdout,
    env,
    verbose,
    workingFolder,
    otlpEndpoint,
    reportFile: names.includes('html') ? 'index.html' : '.',
  };
  const inOrder = [...new Set<ReporterName>(['json', ...names])].filter((name) => name !== 'console');
  const reporters = inOrder.map((name) => createReporter(name, options));
  if (!names.includes('console')) {
    return { reporters, notice: (text) => stderr.write(`${text}\n`), hold: () => undefined };
  }
  const console = new ConsoleReporter(options);
  return {
    reporters: [...reporters, console],
    notice: (text) => console.notice(text),
    hold: () => console.hold(),
  };
}
