import { machineProblem } from '../../harness/engine/machine-error.ts';
import type { Reporter, ReporterFailure } from '../../harness/engine/run-folder/reporter.ts';
import { ConsoleReporter } from '../../reports/console/console-reporter.ts';
import type { OutputStream } from '../../reports/console/terminal.ts';
import { createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import type { OutputFlags } from '../options/output-options.ts';

export interface RunReporters {
  readonly reporters: readonly Reporter[];
  /** Prints a message that is not in the event log. */
  readonly notify: (text: string) => void;
  /** Removes the live line until the console prints again. */
  readonly hold: () => void;
}

/** Written for every run. */
const ALWAYS: readonly ReporterName[] = ['json', 'diagnosis'];
const DEFAULT: readonly ReporterName[] = ['console', 'html'];

/**
 * Creates the selected reporters, and those of `result.json` and `diagnosis.md`, which every run has. The console is last, because its last
 * line is the verdict.
 */
export function createRunReporters(flags: OutputFlags, context: CliContext): RunReporters {
  const { json, verbose, reporter: names = DEFAULT, otlpEndpoint } = flags;
  const { stdout, stderr, env, workingFolder } = context;
  const options = {
    stream: json ? stderr : stdout,
    env,
    verbose,
    workingFolder,
    otlpEndpoint,
    reportFile: names.includes('html') ? 'index.html' : '.',
  };
  const files = [...new Set<ReporterName>([...ALWAYS, ...names])].filter((name) => name !== 'console');
  const reporters = files.map((name) => createReporter(name, options));
  if (!names.includes('console')) {
    return { reporters, notify: (text) => stderr.write(`${text}\n`), hold: () => undefined };
  }
  const console = new ConsoleReporter(options);
  return {
    reporters: [...reporters, console],
    notify: (text) => console.notice(text),
    hold: () => console.hold(),
  };
}

/** Prints which reports failed, and why. */
export function printReporterFailures(failures: readonly ReporterFailure[], stderr: OutputStream): void {
  for (const { reporter, error } of failures) {
    stderr.write(`the ${reporter} report failed: ${machineProblem(error) ?? String(error)}\n`);
  }
}
