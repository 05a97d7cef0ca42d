import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { copyScenario, renameScenario, requireNewId, TEMPLATE } from './copy-scenario.ts';

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
const OLD = { id: 'old-one', title: 'It works' };
const TEXT = `import { define } from '../rig/define.ts';

/** What it proves. */
export const oldOne = define({
  id: 'old-one',
  title: 'It works',
  tags: ['old-one'],
});
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-scenario-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('copies a scenario next to the original and exports it', async () => {
  await mkdir(join(folder, 'group'));
  await writeFile(join(folder, 'group/old-one.ts'), TEXT);
  await writeFile(join(folder, 'added.ts'), '// Added.\n');
  const files = await copyScenario(folder, OLD, 'new-2');
  expect(files).toEqual([join(folder, 'group/new-2.ts'), join(folder, 'added.ts')]);
  expect(await readFile(join(folder, 'group/new-2.ts'), 'utf8')).toBe(
    TEXT.replace('const oldOne', 'const new2')
      .replace("id: 'old-one'", "id: 'new-2'")
      .replace('It works', 'Copy of old-one'),
  );
  await copyScenario(folder, OLD, 'new-3');
  expect(await readFile(join(folder, 'added.ts'), 'utf8')).toBe(
    "// Added.\nexport { new2 } from './group/new-2.ts';\nexport { new3 } from './group/new-3.ts';\n",
  );
  await expect(copyScenario(folder, OLD, 'new-2')).rejects.toThrow('new-2.ts already exists');
});

test.each([
  [TEXT.replace('oldOne', 'other'), '`export const oldOne = ` once in its file, found it 0 times'],
  [TEXT.replace("id: 'old-one'", 'id: ID'), "`id: 'old-one'` once in its file, found it 0 times"],
  [`${TEXT}// id: 'old-one'`, "`id: 'old-one'` once in its file, found it 2 times"],
  [TEXT.replace('It works', 'It fails'), "`title: 'It works'` once in its file, found it 0 times"],
])('rejects a source that it cannot rename unambiguously', (text, message) => {
  expect(() => renameScenario(text, OLD, 'new-one')).toThrow(message);
});

test('rejects an id whose constant the copy would declare twice', () => {
  const text = `import { define, worker } from '../rig/define.ts';\n${TEXT}worker();`;
  expect(() => renameScenario(text, OLD, 'worker')).toThrow('already uses the name `worker`');
  expect(() => renameScenario(text, OLD, 'define')).toThrow('already uses the name `define`');
  for (const id of ['work', 'title', 'proves']) expect(() => renameScenario(text, OLD, id)).not.toThrow();
});

test('rejects an id whose constant is already exported', async () => {
  await writeFile(join(folder, 'old-one.ts'), TEXT);
  await writeFile(join(folder, 'added.ts'), "export { take2 } from './take2.ts';\n");
  await expect(copyScenario(folder, OLD, 'take-2')).rejects.toThrow('added.ts already exports `take2`');
  await expect(readFile(join(folder, 'take-2.ts'))).rejects.toThrow('ENOENT');
});

test('rejects a source without a file', async () => {
  await expect(copyScenario(folder, OLD, 'new-one')).rejects.toThrow('cannot copy old-one: no old-one.ts');
});

test.each([TEMPLATE, ...scenarios])('can copy $id', async (source) => {
  const files = await readFile(join(SCENARIOS, 'added.ts'), 'utf8');
  await writeFile(join(folder, 'added.ts'), files);
  const path = await scenarioPath(source.id);
  await writeFile(join(folder, `${source.id}.ts`), await readFile(path, 'utf8'));
  await copyScenario(folder, source, 'new-one');
  expect(await readFile(join(folder, 'new-one.ts'), 'utf8')).toContain('export const newOne = ');
});

async function scenarioPath(id: string): Promise<string> {
  const paths = await readdir(SCENARIOS, { recursive: true });
  return join(SCENARIOS, paths.find((path) => basename(path) === `${id}.ts`) ?? `${id}.ts`);
}

test.each(['quick', 'my-check', 'take-2-of-3'])('accepts the id %s', (id) => {
  expect(() => requireNewId(id, ['list'])).not.toThrow();
});

test.each([
  ['', 'is no valid scenario id'],
  ['My-Check', 'is no valid scenario id'],
  ['a--b', 'is no valid scenario id'],
  ['-a', 'is no valid scenario id'],
  ['2fast', 'is no valid scenario id'],
  ['../index', 'is no valid scenario id'],
  ["it's", 'is no valid scenario id'],
  ['list', 'is taken'],
  ['template', 'is taken'],
  ['delete', 'is a reserved word'],
  ['interface', 'is a reserved word'],
  ['undefined', 'is a reserved word'],
])('rejects the id %j', (id, why) => {
  expect(() => requireNewId(id, ['list'])).toThrow(why);
});
