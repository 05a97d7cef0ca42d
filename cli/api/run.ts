import { resolve } from 'node:path';
import { type RunEvent, type RunResult, runScenario, type Scenario } from '../../harness/engine/index.ts';
import { createRunFolder } from '../../harness/engine/run-folder/create-run-folder.ts';
import { finishReporters, type Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import { listenForInterruption } from '../running/interruption.ts';
import { printReporterFailures } from '../running/run-reporters.ts';

export type { Reporter, ReporterName };

/** Settings of {@link run}. */
export interface RunSettings {
  /** Name of the tested environment in the report, such as `staging`. `custom` by default. */
  readonly environment?: string;
  /** Names of dubstep's reporters, and custom reporters. `console` and `html` by default. */
  readonly reporters?: readonly (ReporterName | Reporter)[];
  /** Folder that receives the run folder. `reports/runs` in the current folder by default. */
  readonly runsFolder?: string;
  /** Abort it to end the run early; the run still cleans up and writes its reports. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a scenario and writes its reports: always `result.json`, and those of `reporters`. During the run, SIGINT,
 * SIGTERM and SIGHUP end it cleanly. Failures of the run are in the result; they are not thrown.
 *
 * @param scenario from `defineScenario`
 * @returns the result; exit with an error unless `result.status` is `passed`
 * @throws when the run folder or its event log cannot be created
 * @example
 * const { status } = await run(transcoder, { environment: 'staging' });
 * process.exitCode = status === 'passed' ? 0 : 1;
 */
export async function run<Rig>(scenario: Scenario<Rig>, settings: RunSettings = {}): Promise<RunResult> {
  const {
    environment = 'custom',
    reporters: selected = ['console', 'html'],
    runsFolder = 'reports/runs',
  } = settings;
  const { stderr } = process;
  using interruption = listenForInterruption((text) => void stderr.write(`${text}\n`));
  const { signal } = interruption;
  await scenario.validate?.();
  const reporters = createReporters(selected);
  const { id: runId, path: folder } = await createRunFolder(resolve(runsFolder), scenario.id, new Date());
  const result = await runScenario(scenario, {
    runId,
    folder,
    environment,
    signal: settings.signal === undefined ? signal : AbortSignal.any([signal, settings.signal]),
    listeners: reporters.map((reporter) => (event: RunEvent) => reporter.event?.(event)),
  });
  printReporterFailures(await finishReporters(reporters, folder), stderr);
  return result;
}

/** The console is last, because its last line is the verdict. */
function createReporters(selected: NonNullable<RunSettings['reporters']>): Reporter[] {
  const { stdout, env } = process;
  const options = {
    stream: stdout,
    env,
    verbose: false,
    workingFolder: process.cwd(),
    reportFile: selected.includes('html') ? 'index.html' : '.',
  };
  const all = [...new Set<ReporterName | Reporter>(['json', 'diagnosis', ...selected])];
  const ordered = all.toSorted((a, b) => Number(a === 'console') - Number(b === 'console'));
  return ordered.map((reporter) =>
    typeof reporter === 'string' ? createReporter(reporter, options) : reporter,
  );
}
