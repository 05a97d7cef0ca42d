import type { RunContext } from '../../engine/index.ts';
import {
  type EnvironmentDescription,
  removeDescription,
  writeDescription,
} from './environment-description.ts';
import { isToStay, type KeepMode } from './keep-mode.ts';
import type { Fate } from './kept-services.ts';
import { openKeptServices } from './open-kept-services.ts';

/**
 * Whether the environment of a run stays when the run is over, and what is told of it: `environment.json` in the run
 * folder, from when it is up until it is ended. One that never came up does not stay; one that has lost a service only
 * with `always`, as nobody can go on in it.
 */
export class Keeping {
  readonly #run: RunContext;
  readonly #keep: KeepMode;
  #describe: (() => Promise<EnvironmentDescription>) | undefined;
  #stays: Promise<boolean> | undefined;

  /** To be made before anything is started: what it tells comes after all that is ended. */
  constructor(run: RunContext, keep: KeepMode) {
    this.#run = run;
    this.#keep = keep;
    run.defer('tell what is kept', () => this.#end());
  }

  /** To be asked when the run is over; from then on the answer is the same. */
  stays(): Promise<boolean> {
    this.#stays ??= this.#decide();
    return this.#stays;
  }

  /**
   * It is up.
   *
   * @param describe tells of it as it is; asked again at the end, as services may have been started again
   */
  async describe(describe: () => Promise<EnvironmentDescription>): Promise<void> {
    this.#describe = describe;
    await writeDescription(this.#run.folder, await describe());
  }

  async #decide(): Promise<boolean> {
    if (this.#describe === undefined || !isToStay(this.#keep, this.#run)) return false;
    return this.#keep === 'always' || (await fateOf(await this.#describe())).lost.length === 0;
  }

  async #end(): Promise<void> {
    const { runId, scenarioId, folder } = this.#run;
    // One that did not come up has written nothing; what is there is of one that was tried after it.
    if (this.#describe === undefined) return;
    if (!(await this.stays())) return await removeDescription(folder);
    const description = await this.#describe();
    await writeDescription(folder, { ...description, keptAt: new Date().toISOString() });
    const { running, lost } = await fateOf(description);
    const goOn =
      lost.length === 0
        ? `To go on in it: pnpm scenario ${scenarioId} --resume ${runId}.`
        : `${lost.join(', ')}, so nobody can go on in it.`;
    this.#run.log(
      'harness',
      'warn',
      `left running: ${running.join(', ') || 'nothing'}. ${goOn} To end it: pnpm scenario stop ${runId}`,
    );
  }
}

async function fateOf(description: EnvironmentDescription): Promise<Fate> {
  return await (await openKeptServices(description)).fate();
}
