import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FaultStage } from '../fault-stage.ts';
import { preload } from './service-specs.ts';
import { writeStaged } from './write-file.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A change of the code of a service, in its own process only: another version, or a defect. */
export interface ModuleEdit {
  /** From the root of the project, such as `services/sts-service/session/session-emitter.ts`. */
  readonly module: string;
  /** Text that occurs exactly once in it. */
  readonly find: string;
  readonly replace: string;
}

/**
 * Starts a Node service with a changed version of some of its modules. The files themselves stay as they are.
 *
 * @throws when a text does not occur exactly once, so that a change of the service makes the fault invalid
 */
export async function editModules(
  stage: FaultStage,
  service: 'media-service' | 'sts-service',
  edits: readonly ModuleEdit[],
): Promise<ReturnType<typeof preload>> {
  const sources = new Map<string, string>();
  for (const { module, find, replace } of edits) {
    const file = pathToFileURL(join(root, module)).href;
    const source = sources.get(file) ?? (await readFile(join(root, module), 'utf8'));
    if (source.split(find).length !== 2)
      throw new Error(`${module} does not contain this text exactly once: ${find}`);
    sources.set(
      file,
      source.replace(find, () => replace),
    );
  }
  const loader = await writeStaged(stage, `${service}/register.mjs`, loaderOf(sources));
  return preload(service, loader);
}

/** A module that Node loads first: it provides the changed modules in place of the files. */
function loaderOf(sources: ReadonlyMap<string, string>): string {
  return `import { registerHooks } from 'node:module';
const sources = new Map(${JSON.stringify([...sources])});
registerHooks({
  load(url, context, next) {
    const source = sources.get(url);
    return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true };
  },
});
`;
}
