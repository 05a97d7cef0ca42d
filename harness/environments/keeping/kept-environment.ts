import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { RunContext } from '../../engine/index.ts';
import type { Reaper } from '../../processes/index.ts';
import type { Environment, RevealPipeline, StartedEnvironment } from '../environment.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { redactSettings } from '../redact-settings.ts';
import { type EnvironmentDescription, readDescription } from './environment-description.ts';
import { EnvironmentKeeper } from './environment-keeper.ts';
import { openKeptServices, stopKeptEnvironment } from './open-kept-services.ts';

/** The environment that an earlier run has kept. */
export class KeptEnvironment implements Environment {
  readonly kind: string;
  readonly #folder: string;
  readonly #options: PipelineOptions;

  /**
   * @param kind required kind of the environment
   * @param folder folder of the earlier run
   * @param options settings that the services must have been started with
   */
  constructor(kind: string, folder: string, options: PipelineOptions) {
    this.kind = kind;
    this.#folder = folder;
    this.#options = options;
  }

  /** @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED, with each difference */
  async start(
    run: RunContext,
    _reaper: Reaper,
    _signal?: AbortSignal,
    reveal?: RevealPipeline,
  ): Promise<StartedEnvironment> {
    const description = await this.#readUnchanged();
    const { endpoints, recordingsFolder } = description;
    reveal?.({ endpoints, ...(recordingsFolder === undefined ? {} : { recordingsFolder }) });
    const services = await openKeptServices(description);
    const keeper = new EnvironmentKeeper(run, this.#options.keep);
    run.defer('stop the kept environment', async () => {
      if (!(await keeper.keeps())) await stopKeptEnvironment(description);
    });
    const { keptAt: _, ...inUse } = description;
    await keeper.describe(async () => inUse);
    run.log('harness', 'info', `resuming the environment of ${description.runId}`);
    return { endpoints, recordingsFolder, ...(await services.resume(run, reveal)) };
  }

  async #readUnchanged(): Promise<EnvironmentDescription> {
    const description = await readDescription(this.#folder);
    if (description === undefined) throw changed(`it was stopped: ${this.#folder} describes no environment`);
    if (description.kind === 'process' && description.host !== hostname()) {
      throw changed(`it runs on ${description.host}, but this is ${hostname()}`);
    }
    const differences = [
      ...(description.kind === this.kind ? [] : [`it is of kind ${description.kind}, not ${this.kind}`]),
      ...(description.keptAt === undefined ? ['its run has not ended'] : []),
      ...planDifferences(description, this.#options),
      ...(await (await openKeptServices(description)).differences()),
    ];
    if (differences.length > 0) throw changed(differences.join('; '), description.runId);
    return description;
  }
}

/**
 * Checks before a run that a kept environment still exists and has not changed.
 *
 * @param folder folder of the run that has kept it
 * @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED, with each difference
 */
export async function requireUnchanged(folder: string): Promise<void> {
  const description = await readDescription(folder);
  if (description === undefined) return;
  const differences = await (await openKeptServices(description)).differences();
  if (differences.length > 0) throw changed(differences.join('; '), description.runId);
}

function planDifferences({ plan }: EnvironmentDescription, options: PipelineOptions): string[] {
  const shown = { ...plan, services: redactSettings(plan.services) };
  const shownRequired = { ...options, services: redactSettings(options.services) };
  return (['ports', 'sts', 'segmentS', 'domainHints', 'services'] as const).flatMap((name) => {
    const [actual, required] = [plan[name], options[name]];
    return isDeepStrictEqual(actual, required)
      ? []
      : [`its ${name} is ${format(shown[name])}, this run needs ${format(shownRequired[name])}`];
  });
}

function format(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function changed(differences: string, runId?: string): EnvironmentError {
  const stop =
    runId === undefined ? '' : ` Stop the rest of the kept environment with \`pnpm scenario stop ${runId}\`.`;
  return new EnvironmentError(
    'KEPT_ENVIRONMENT_CHANGED',
    `the kept environment is not what this run needs: ${differences}. Run without --resume to start a new one.${stop}`,
  );
}
