import type { StepResult } from '../../harness/engine/event.ts';
import { RunInterruptedError } from '../../harness/engine/execution/interruption.ts';
import { runScenario } from '../../harness/engine/execution/run-scenario.ts';
import { createRunFolder } from '../../harness/engine/run-folder/create-run-folder.ts';
import { finishReporters } from '../../harness/engine/run-folder/reporter.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import type { Scenario } from '../../harness/engine/scenario.ts';
import { prepareEnvironment } from '../../harness/environments/prepare-environment.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { createReporter } from '../../reports/create-reporter.ts';
import { printReporterFailures } from '../running/run-reporters.ts';

/** A run in the background whose steps can be awaited individually. */
export class BackgroundRun {
  readonly #scenario: Scenario<unknown>;
  readonly #options: ScenarioOptions;
  readonly #runsFolder: string;
  readonly #interruption = new AbortController();
  readonly #steps: readonly PromiseWithResolvers<StepResult>[];
  #folder = '';
  #until = -1;
  #left = 0;
  #result: Promise<RunResult> | undefined;

  /** @param runsFolder absolute path */
  constructor(scenario: Scenario<unknown>, options: ScenarioOptions, runsFolder: string) {
    this.#scenario = scenario;
    this.#options = options;
    this.#runsFolder = runsFolder;
    this.#steps = scenario.steps.map(() => {
      const step = Promise.withResolvers<StepResult>();
      // A later await still rejects.
      step.promise.catch(() => undefined);
      return step;
    });
  }

  /** Absolute path of the run folder, once the run has started. */
  get folder(): string {
    return this.#folder;
  }

  /** Starts the run; resolves before the first step. @param until number of the last step */
  async start(until: number): Promise<void> {
    await this.#scenario.validate?.();
    await prepareEnvironment(this.#options, (text) => console.warn(text), this.#interruption.signal);
    const { id, path } = await createRunFolder(this.#runsFolder, this.#scenario.id, new Date());
    this.#folder = path;
    this.#until = until;
    this.#left = until + 1;
    this.#result = this.#run(id);
    this.#result.catch((error: unknown) => {
      for (const step of this.#steps) step.reject(error);
    });
  }

  /** The result of a step, once it has ended. @param signal ends the whole run */
  async step(number: number, signal: AbortSignal): Promise<StepResult> {
    const interrupt = (): void => this.#interruption.abort(new RunInterruptedError('the end of its test'));
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await (this.#steps[number] as PromiseWithResolvers<StepResult>).promise;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** Ends the run and everything it started. @throws an error that ended the run outside a step */
  async end(): Promise<void> {
    // A test runner that is interrupted does not wait for the steps.
    if (this.#left > 0) this.#interruption.abort(new RunInterruptedError('the end of its tests'));
    const result = await this.#result;
    if (result?.error !== undefined && this.#left === 0) throw new Error(result.error.message);
  }

  async #run(runId: string): Promise<RunResult> {
    const { environment } = this.#options;
    const shared = { stream: process.stderr, env: process.env, workingFolder: process.cwd() };
    const reporters = (['json', 'diagnosis', 'html'] as const).map((name) =>
      createReporter(name, { ...shared, verbose: false, reportFile: 'index.html', otlpEndpoint: undefined }),
    );
    const result = await runScenario(this.#scenario, {
      runId,
      folder: this.#folder,
      environment,
      signal: this.#interruption.signal,
      selection: { until: this.#until },
      listeners: [
        (event) => {
          if (event.type !== 'step:end') return;
          if (event.result.number <= this.#until) this.#left -= 1;
          this.#steps[event.result.number]?.resolve(event.result);
        },
        ...reporters.map(
          (reporter) => (event: Parameters<NonNullable<typeof reporter.event>>[0]) => reporter.event?.(event),
        ),
      ],
    });
    printReporterFailures(await finishReporters(reporters, this.#folder), process.stderr);
    return result;
  }
}
