import { resolve } from 'node:path';
import { type RunEvent, type RunResult, runScenario, type Scenario } from '../../harness/engine/index.ts';
import { finishReporters, type Reporter } from '../../harness/engine/reporter.ts';
import { createRunFolder } from '../../harness/engine/run-folder.ts';
import { createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import { listenForInterruption } from '../running/listen-for-interruption.ts';
import { tellFailures } from '../running/tell-failures.ts';

export type { Reporter, ReporterName };

/** How {@link run} runs a scenario. */
export interface RunSettings {
  /** What it is run against, for the report: `staging`. `custom` by default. */
  readonly environment?: string;
  /** Names of dubstep's reporters, and reporters of your own. `console` and `html` by default. */
  readonly reporters?: readonly (ReporterName | Reporter)[];
  /** Where the run gets a folder of its own. `reports/runs` in the current folder by default. */
  readonly runsFolder?: string;
  /** Aborted to end the run before its time: its teardowns are done and its reports are written. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a scenario and reports it: `result.json` in any case, and what `reporters` make. SIGINT, SIGTERM and SIGHUP end it
 * in order meanwhile. What happens in the run is in the result, and never thrown.
 *
 * @returns the result; what `result.status` is other than `passed` should fail the process
 * @throws when the run folder, or the event log in it, cannot be made
 * @example
 * const { status } = await run(transcoder, { environment: 'staging' });
 * process.exitCode = status === 'passed' ? 0 : 1;
 */
export async function run<Rig>(scenario: Scenario<Rig>, settings: RunSettings = {}): Promise<RunResult> {
  const {
    environment = 'custom',
    reporters: chosen = ['console', 'html'],
    runsFolder = 'reports/runs',
  } = settings;
  const { stderr } = process;
  using interruption = listenForInterruption((text) => void stderr.write(`${text}\n`));
  const { signal } = interruption;
  await scenario.validate?.();
  const reporters = reportersOf(chosen);
  const { id: runId, path: folder } = await createRunFolder(resolve(runsFolder), scenario.id, new Date());
  const result = await runScenario(scenario, {
    runId,
    folder,
    environment,
    signal: settings.signal === undefined ? signal : AbortSignal.any([signal, settings.signal]),
    listeners: reporters.map((reporter) => (event: RunEvent) => reporter.event?.(event)),
  });
  tellFailures(await finishReporters(reporters, folder), stderr);
  return result;
}

/** The console comes last, as its last line is the verdict. */
function reportersOf(chosen: NonNullable<RunSettings['reporters']>): Reporter[] {
  const { stdout, env } = process;
  const options = {
    stream: stdout,
    env,
    verbose: false,
    workingFolder: process.cwd(),
    reportFile: chosen.includes('html') ? 'index.html' : '.',
  };
  const all = [...new Set<ReporterName | Reporter>(['json', ...chosen])];
  const inOrder = all.toSorted((a, b) => Number(a === 'console') - Number(b === 'console'));
  return inOrder.map((reporter) =>
    typeof reporter === 'string' ? createReporter(reporter, options) : reporter,
  );
}
