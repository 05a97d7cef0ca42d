import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { UsageError } from '../usage.ts';
import { withScenario } from './scenario-index.ts';
import { type ScenarioSource, scenarioText } from './scenario-text.ts';

/**
 * Writes a new scenario and names it in `index.ts`. What cannot be done is found out before anything is written.
 *
 * @param folder absolute path of the scenarios
 * @param name of the constant
 * @param from id of the scenario that is copied
 * @returns the files that were written
 * @throws {UsageError} when there is a file of that name, or the other scenario cannot be copied
 */
export async function writeScenario(
  folder: string,
  id: string,
  name: string,
  from: string,
): Promise<string[]> {
  const [file, index] = [join(folder, `${id}.ts`), join(folder, 'index.ts')];
  if (existsSync(file)) throw new UsageError(`${file} is there already. Choose another id`);
  const text = scenarioText(await findSource(folder, from), id, name, folder);
  const indexText = withScenario(await readFile(index, 'utf8'), name, `./${id}.ts`);
  await writeFile(file, text, { flag: 'wx' });
  await writeAtomically(index, [indexText]);
  return [file, index];
}

async function findSource(folder: string, id: string): Promise<ScenarioSource> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))) {
    const path = join(folder, name);
    const text = await readFile(path, 'utf8');
    if (text.includes(`\n  id: '${id}',\n`)) return { id, path, text };
  }
  throw new UsageError(
    `scenario '${id}' is not written as a table of steps: copy another one, such as quick`,
  );
}
