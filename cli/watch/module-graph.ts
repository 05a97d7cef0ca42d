import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'`, `import('./x.ts')`, but not what is of types
 * only. A simple reader will do: the formatter keeps every import in one of these shapes, and names with their ending.
 */
const IMPORT =
  /^\s*(?:import|export)\s(?!type\s)[^'"();]*?['"](\.{1,2}\/[^'"]+)['"]|\bimport\(\s*['"](\.{1,2}\/[^'"]+)['"]/gm;

/** The files that a module imports by a relative path; none when it cannot be read. */
async function importsOf(file: string): Promise<string[]> {
  const source = await readFile(file, 'utf8').catch(() => '');
  return [...source.matchAll(IMPORT)].map(([, named, called]) =>
    fileURLToPath(new URL(named ?? called ?? '', pathToFileURL(file))),
  );
}

/** The modules of a program, as the files have them at the moment. */
export class ModuleGraph {
  readonly #imports = new Map<string, Promise<string[]>>();

  /** A module and all that it imports, directly or not. @param file absolute path */
  async reach(file: string): Promise<ReadonlySet<string>> {
    const reached = new Set<string>();
    const left = [file];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      const imports = this.#imports.get(next) ?? importsOf(next);
      this.#imports.set(next, imports);
      left.push(...(await imports));
    }
    return reached;
  }
}
