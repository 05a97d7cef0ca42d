import { ConsoleReporter } from '../../reports/console/console-reporter.ts';
import { htmlReporter } from '../../reports/html/html-reporter.ts';
import { jsonReporter } from '../../reports/json/json-reporter.ts';
import { finishReporters } from '../../reports/reporter.ts';
import { createRunFolder } from '../../reports/run-folder.ts';
import { runScenario } from '../engine/run-scenario.ts';
import type { ScenarioDefinition } from '../engine/scenario-definition.ts';
import type { ScenarioOptions } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { exitCodeOf } from './exit-code.ts';
import { listenForInterruption } from './listen-for-interruption.ts';

/** How a run is told. */
export interface Telling {
  /** The result as JSON is all that goes to stdout; the rest goes to stderr. */
  readonly json: boolean;
  readonly verbose: boolean;
}

/**
 * Runs a scenario with all its reports.
 *
 * @returns the exit code
 */
export async function runScenarioCommand(
  definition: ScenarioDefinition<ScenarioOptions>,
  options: ScenarioOptions,
  { json, verbose }: Telling,
  { runsFolder, workingFolder, stdout, stderr, env }: CliContext,
): Promise<number> {
  const console = new ConsoleReporter({ stream: json ? stderr : stdout, env, verbose, workingFolder });
  using interruption = listenForInterruption((text) => console.notice(text));
  const scenario = definition.build(options);
  const { id: runId, path: folder } = await createRunFolder(runsFolder, definition.id, new Date());

  const result = await runScenario(scenario, {
    runId,
    folder,
    environment: options.environment,
    signal: interruption.signal,
    listeners: [(event) => console.event(event)],
  });
  for (const { reporter, error } of await finishReporters([jsonReporter, htmlReporter, console], folder)) {
    stderr.write(`the ${reporter} report could not be made: ${String(error)}\n`);
  }
  if (json) stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return exitCodeOf(result.status);
}
