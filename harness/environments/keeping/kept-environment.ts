import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { RunContext } from '../../engine/index.ts';
import type { Reaper } from '../../processes/index.ts';
import type { Environment, StartedEnvironment } from '../environment.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { type EnvironmentDescription, readDescription } from './environment-description.ts';
import { Keeping } from './keeping.ts';
import { openKeptServices } from './open-kept-services.ts';
import { stopKept } from './stop-kept.ts';

/** The pipeline that an earlier run has left running. */
export class KeptEnvironment implements Environment {
  readonly kind: string;
  readonly #folder: string;
  readonly #options: PipelineOptions;

  /**
   * @param kind of the environment
   * @param folder of the run that has kept it
   * @param options what is asked of its services: they must have been started so
   */
  constructor(kind: string, folder: string, options: PipelineOptions) {
    this.kind = kind;
    this.#folder = folder;
    this.#options = options;
  }

  /** @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED, naming each thing that is not as it was */
  async start(run: RunContext, _reaper: Reaper): Promise<StartedEnvironment> {
    const description = await this.#unchanged();
    const services = await openKeptServices(description);
    const keeping = new Keeping(run, this.#options.keep);
    run.defer('end what was kept', async () => {
      if (!(await keeping.stays())) await stopKept(description);
    });
    const { keptAt: _, ...underWay } = description;
    await keeping.describe(async () => underWay);
    run.log('harness', 'info', `going on in the environment of ${description.runId}`);
    const { endpoints, recordingsFolder } = description;
    return { endpoints, recordingsFolder, ...(await services.goOn(run)) };
  }

  async #unchanged(): Promise<EnvironmentDescription> {
    const description = await readDescription(this.#folder);
    if (description === undefined) throw changed(`it has been ended: ${this.#folder} tells of none`);
    if (description.kind === 'process' && description.host !== hostname()) {
      throw changed(`it runs on ${description.host}, this is ${hostname()}`);
    }
    const differences = [
      ...(description.kind === this.kind ? [] : [`it is of kind ${description.kind}, not ${this.kind}`]),
      ...(description.keptAt === undefined ? ['its run is still under way'] : []),
      ...planDifferences(description, this.#options),
      ...(await (await openKeptServices(description)).differences()),
    ];
    if (differences.length > 0) throw changed(differences.join('; '), description.runId);
    return description;
  }
}

/**
 * Looks at what a run has kept before another one is begun that would go on in it: whether all of it is still there,
 * and the same.
 *
 * @param folder of the run that has kept it
 * @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED, naming each thing that is not as it was
 */
export async function refuseChanged(folder: string): Promise<void> {
  const description = await readDescription(folder);
  if (description === undefined) return;
  const differences = await (await openKeptServices(description)).differences();
  if (differences.length > 0) throw changed(differences.join('; '), description.runId);
}

function planDifferences({ plan }: EnvironmentDescription, options: PipelineOptions): string[] {
  return (['ports', 'sts', 'segmentS', 'domainHints', 'services'] as const).flatMap((name) => {
    const [was, wanted] = [plan[name], options[name]];
    return isDeepStrictEqual(was, wanted)
      ? []
      : [`its ${name} is ${tell(was)}, this run needs ${tell(wanted)}`];
  });
}

function tell(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function changed(how: string, runId?: string): EnvironmentError {
  const rest =
    runId === undefined ? '' : `, after \`pnpm scenario stop ${runId}\` for what is left of this one`;
  return new EnvironmentError(
    'KEPT_ENVIRONMENT_CHANGED',
    `the kept environment is not what this run needs: ${how}. Leave --resume out to start a new one${rest}.`,
  );
}
