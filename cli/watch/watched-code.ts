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
 * The code that a scenario's run depends on. A scenario is in the module that has its id for a name, a step likewise;
 * services are processes of their own, so no import leads to them.
 */
export class WatchedCode {
  readonly #services: string;
  readonly #scenario: ReadonlySet<string>;
  /** What each step that has a module of its own depends on. */
  readonly #steps: ReadonlyMap<number, ReadonlySet<string>>;
  readonly #judgeableFrom: number;
  /** The folders that hold it. */
  readonly folders: readonly string[];

  /**
   * @param entry the script that was started
   * @param project folder in which `services/` is, if there are any
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
    const judgeableFrom = steps.findLastIndex(({ live }) => live === true) + 1;
    return new WatchedCode({ services, scenario, steps: ofSteps, judgeableFrom, folders: [...folders] });
  }

  private constructor(code: {
    services: string;
    scenario: ReadonlySet<string>;
    steps: ReadonlyMap<number, ReadonlySet<string>>;
    judgeableFrom: number;
    folders: readonly string[];
  }) {
    this.#services = code.services;
    this.#scenario = code.scenario;
    this.#steps = code.steps;
    this.#judgeableFrom = code.judgeableFrom;
    this.folders = code.folders;
  }

  /**
   * The first step that a change of a file touches. What is no step's own touches all of them, and so does what touches
   * a step that needs the pipeline: then all is run again.
   *
   * @returns undefined when it touches none
   */
  touchedBy(file: string): number | undefined {
    if (/\.test(-support)?\.ts$/.test(file)) return undefined;
    if (!relative(this.#services, file).startsWith('..')) return 0;
    if (!this.#scenario.has(file)) return undefined;
    const first = [...this.#steps].find(([, reach]) => reach.has(file))?.[0] ?? 0;
    return first < this.#judgeableFrom ? 0 : first;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [];
  const inner = entries.filter((entry) => entry.isDirectory() && !entry.parentPath.includes('node_modules'));
  return [folder, ...inner.map((entry) => join(entry.parentPath, entry.name))];
}
