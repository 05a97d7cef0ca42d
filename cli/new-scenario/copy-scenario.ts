import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { UsageError } from '../usage.ts';

/** The scenario in `template.ts`. It is not listed: it exists to be copied. */
export const TEMPLATE = { id: 'template', title: 'Template' };

export interface CopiedScenario {
  readonly id: string;
  readonly title: string;
}

/**
 * Copies a scenario file, renames the scenario in it, and exports it from `added.ts`. The copy is in the folder of the
 * original, so its imports stay valid.
 *
 * @param scenariosFolder absolute path
 * @param source {@link TEMPLATE} or a listed scenario; its file is named by its id, its constant likewise
 * @returns absolute paths of the written files
 * @throws {UsageError} when the source cannot be copied, or the file or its constant exists; then nothing is written
 */
export async function copyScenario(
  scenariosFolder: string,
  source: CopiedScenario,
  id: string,
): Promise<string[]> {
  const original = await findFile(scenariosFolder, source.id);
  const file = join(dirname(original), `${id}.ts`);
  if (existsSync(file)) throw new UsageError(`${file} already exists. Choose another id`);
  const text = renameScenario(await readFile(original, 'utf8'), source, id);

  const registry = join(scenariosFolder, 'added.ts');
  const exported = await readFile(registry, 'utf8');
  const constant = constantName(id);
  if (exported.includes(`{ ${constant} }`)) {
    throw new UsageError(`${registry} already exports \`${constant}\`. Choose another id`);
  }
  const path = relative(scenariosFolder, file).replaceAll(sep, '/');
  const registered = `${exported}export { ${constant} } from './${path}';\n`;
  await writeFile(file, text, { flag: 'wx' });
  await writeAtomically(registry, [registered]);
  return [file, registry];
}

/**
 * Replaces the constant, the id and the title of a scenario.
 *
 * @throws {UsageError} unless each of them occurs exactly once, or when the file uses the new constant's name already
 */
export function renameScenario(text: string, source: CopiedScenario, id: string): string {
  const constant = constantName(id);
  const declarations = text.match(/^import [^;]*? from |^(?:export )?(?:const|function|class) \w+/gm) ?? [];
  if (declarations.some((declaration) => declaration.split(/\W+/).includes(constant))) {
    throw new UsageError(`the file of ${source.id} already uses the name \`${constant}\`. Choose another id`);
  }
  const title = source.id === TEMPLATE.id ? id : `Copy of ${source.id}`;
  const replacements = [
    [`export const ${constantName(source.id)} = `, `export const ${constant} = `],
    [`id: '${source.id}'`, `id: '${id}'`],
    [`title: '${source.title}'`, `title: '${title}'`],
  ] as const;
  return replacements.reduce((result, [from, to]) => {
    const parts = result.split(from);
    if (parts.length === 2) return parts.join(to);
    throw new UsageError(
      `cannot copy ${source.id}: expected \`${from}\` once in its file, found it ${parts.length - 1} times. ` +
        'Leave out --from to use the template',
    );
  }, text);
}

async function findFile(folder: string, id: string): Promise<string> {
  const paths = await readdir(folder, { recursive: true });
  const path = paths.find((candidate) => basename(candidate) === `${id}.ts`);
  if (path !== undefined) return join(folder, path);
  throw new UsageError(`cannot copy ${id}: no ${id}.ts in ${folder}. Leave out --from to use the template`);
}

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Ids that are valid, but not as the name of a constant. */
const RESERVED_WORDS = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/**
 * Checks the id of a new scenario.
 *
 * @param taken words with another meaning on the command line
 * @throws {UsageError} for an invalid or taken id
 */
export function requireNewId(id: string, taken: readonly string[]): void {
  if (!ID.test(id)) {
    throw new UsageError(
      `'${id}' is no valid scenario id: use lowercase letters, digits and single "-", as in my-check`,
    );
  }
  if (taken.includes(id) || id === TEMPLATE.id) throw new UsageError(`'${id}' is taken. Choose another id`);
  if (RESERVED_WORDS.has(id)) {
    throw new UsageError(`'${id}' is a reserved word of TypeScript. Choose another id`);
  }
}

/** The name of a scenario's constant: `my-check` is exported as `myCheck`. */
function constantName(id: string): string {
  return id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
