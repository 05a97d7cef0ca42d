import type { RunContext } from '../../engine/index.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import {
  type EnvironmentDescription,
  removeDescription,
  writeDescription,
} from './environment-description.ts';
import type { ServiceStates } from './kept-services.ts';
import { openKeptServices } from './open-kept-services.ts';

export type KeepMode = ScenarioOptions['keepEnvironment'];

/**
 * Decides whether the environment of a run is kept after the run, and maintains `environment.json` in the run folder
 * from the start of the environment to its end. An environment that did not start is not kept. An environment that has
 * lost a service cannot be resumed, and is kept only with `always`.
 */
export class EnvironmentKeeper {
  readonly #run: RunContext;
  readonly #mode: KeepMode;
  #describe: (() => Promise<EnvironmentDescription>) | undefined;
  #keeps: Promise<boolean> | undefined;

  /** Create it before starting anything, so that it reports after all other clean-ups. */
  constructor(run: RunContext, mode: KeepMode) {
    this.#run = run;
    this.#mode = mode;
    run.defer('report the kept environment', () => this.#end());
  }

  /** Whether the environment is kept. Call it at the end of the run; the result does not change afterwards. */
  keeps(): Promise<boolean> {
    this.#keeps ??= this.#decide();
    return this.#keeps;
  }

  /**
   * Records that the environment has started.
   *
   * @param describe returns its current state; called again at the end, because services can have been restarted
   */
  async describe(describe: () => Promise<EnvironmentDescription>): Promise<void> {
    this.#describe = describe;
    await writeDescription(this.#run.folder, await describe());
  }

  async #decide(): Promise<boolean> {
    // An interrupted run counts as neither passed nor failed.
    const keeps =
      this.#mode === 'always' || (this.#mode === 'on-failure' && this.#run.interimStatus === 'failed');
    if (this.#describe === undefined || !keeps) return false;
    return this.#mode === 'always' || (await statesOf(await this.#describe())).lost.length === 0;
  }

  async #end(): Promise<void> {
    const { runId, scenarioId, folder } = this.#run;
    // Without a start nothing was written; an existing file belongs to a later attempt.
    if (this.#describe === undefined) return;
    if (!(await this.keeps())) return await removeDescription(folder);
    const description = await this.#describe();
    await writeDescription(folder, { ...description, keptAt: new Date().toISOString() });
    const { running, lost } = await statesOf(description);
    const resume =
      lost.length === 0
        ? `Resume: pnpm scenario ${scenarioId} --resume ${runId}.`
        : `It cannot be resumed: ${lost.join(', ')}.`;
    this.#run.log(
      'harness',
      'warn',
      `left running: ${running.join(', ') || 'nothing'}. ${resume} Stop: pnpm scenario stop ${runId}`,
    );
  }
}

async function statesOf(description: EnvironmentDescription): Promise<ServiceStates> {
  return await (await openKeptServices(description)).states();
}
