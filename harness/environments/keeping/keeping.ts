import type { RunContext } from '../../engine/index.ts';
import { identify } from '../../processes/index.ts';
import {
  type EnvironmentDescription,
  removeDescription,
  writeDescription,
} from './environment-description.ts';
import { isToStay, type KeepMode } from './keep-mode.ts';

/**
 * Whether the environment of a run stays when the run is over, and what is told of it: `environment.json` in the run
 * folder, from when it is up until it is ended. One that never came up does not stay.
 */
export class Keeping {
  readonly #run: RunContext;
  readonly #keep: KeepMode;
  #describe: (() => Promise<EnvironmentDescription>) | undefined;

  /** To be made before anything is started: what it tells comes after all that is ended. */
  constructor(run: RunContext, keep: KeepMode) {
    this.#run = run;
    this.#keep = keep;
    run.defer('tell what is kept', () => this.#end());
  }

  /** Asked when the run is over. */
  get stays(): boolean {
    return this.#describe !== undefined && isToStay(this.#keep, this.#run);
  }

  /**
   * It is up.
   *
   * @param describe tells of it as it is; asked once more at the end, as services may have been started again
   */
  async describe(describe: () => Promise<EnvironmentDescription>): Promise<void> {
    this.#describe = describe;
    await writeDescription(this.#run.folder, await describe());
  }

  async #end(): Promise<void> {
    const { runId, scenarioId, folder } = this.#run;
    // One that did not come up has written nothing; what is there is of one that was tried after it.
    if (this.#describe === undefined) return;
    if (!this.stays) return await removeDescription(folder);
    const description = await this.#describe();
    await writeDescription(folder, { ...description, keptAt: new Date().toISOString() });
    const [running, gone] = await byFate(description);
    const goOn =
      gone.length === 0
        ? `To go on in it: pnpm scenario ${scenarioId} --resume ${runId}.`
        : `${gone.join(', ')} has ended, so nobody can go on in it.`;
    this.#run.log(
      'harness',
      'warn',
      `left running: ${running.join(', ') || 'nothing'}. ${goOn} To end it: pnpm scenario stop ${runId}`,
    );
  }
}

/** What a person looks up the services by: of those that are there, and of those whose process is gone. */
async function byFate({ services }: EnvironmentDescription): Promise<[running: string[], gone: string[]]> {
  const [running, gone]: [string[], string[]] = [[], []];
  for (const service of services) {
    if (!('pid' in service)) running.push(`${service.name} (${service.container})`);
    else {
      const isThere = (await identify(service.pid)) !== undefined;
      (isThere ? running : gone).push(`${service.name} (pid ${service.pid})`);
    }
  }
  return [running, gone];
}
