import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Step } from '../../harness/engine/scenario.ts';
import { ModuleGraph } from './module-graph.ts';

type KnownStep = Pick<Step<unknown>, 'id' | 'live'>;

export interface WatchedScenario {
  readonly id: string;
  readonly steps: readonly KnownStep[];
}

/**
 * The code that a run of a scenario depends on. The modules of scenarios and steps are named by their ids. Services are
 * separate processes, so they are not among the imports.
 */
export class WatchedCode {
  readonly #services: string;
  readonly #scenario: ReadonlySet<string>;
  /** The modules that each step with its own module depends on. */
  readonly #steps: ReadonlyMap<number, ReadonlySet<string>>;
  readonly #firstRecordedStep: number;
  /** Folders that contain the code. */
  readonly folders: readonly string[];

  /**
   * @param entry the script that was started
   * @param project folder that contains `services/`, if there are any
   */
  static async read(entry: string, project: string, { id, steps }: WatchedScenario): Promise<WatchedCode> {
    const graph = new ModuleGraph();
    const named = (files: ReadonlySet<string>, name: string) =>
      [...files].find((file) => basename(file, '.ts') === name);
    const scenario = await graph.reach(named(await graph.reach(entry), id) ?? entry);
    const ofSteps = new Map<number, ReadonlySet<string>>();
    for (const [number, step] of steps.entries()) {
      const file = named(scenario, step.id);
      if (file !== undefined) ofSteps.set(number, await graph.reach(file));
    }
    const services = join(project, 'services');
    const folders = new Set([...scenario].map((file) => dirname(file)));
    for (const folder of await foldersIn(services)) folders.add(folder);
    const firstRecordedStep = steps.findLastIndex(({ live }) => live === true) + 1;
    return new WatchedCode({ services, scenario, steps: ofSteps, firstRecordedStep, folders: [...folders] });
  }

  private constructor(code: {
    services: string;
    scenario: ReadonlySet<string>;
    steps: ReadonlyMap<number, ReadonlySet<string>>;
    firstRecordedStep: number;
    folders: readonly string[];
  }) {
    this.#services = code.services;
    this.#scenario = code.scenario;
    this.#steps = code.steps;
    this.#firstRecordedStep = code.firstRecordedStep;
    this.folders = code.folders;
  }

  /**
   * The first step that a change of a file affects. Code outside the steps affects all of them. A change that affects a
   * step that needs the pipeline requires a complete run, so it counts as step 0.
   *
   * @returns undefined when no step is affected
   */
  firstAffectedStep(file: string): number | undefined {
    if (/\.test(-support)?\.ts$/.test(file)) return undefined;
    if (!relative(this.#services, file).startsWith('..')) return 0;
    if (!this.#scenario.has(file)) return undefined;
    const first = [...this.#steps].find(([, reach]) => reach.has(file))?.[0] ?? 0;
    return first < this.#firstRecordedStep ? 0 : first;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [];
  const inner = entries.filter((entry) => entry.isDirectory() && !entry.parentPath.includes('node_modules'));
  return [folder, ...inner.map((entry) => join(entry.parentPath, entry.name))];
}
