import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const PROJECT = join(import.meta.dirname, '..');
const namesSchema = z.record(z.string(), z.string());
const manifestSchema = z.object({ dependencies: namesSchema, optionalDependencies: namesSchema.default({}) });

/** Another project, with dubstep installed from the result of `pnpm pack`. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'dubstep'), { recursive: true });
  await execa('pnpm', ['pack', '--out', join(folder, 'dubstep.tgz')], { cwd: PROJECT });
  await execa('tar', ['xzf', 'dubstep.tgz', '--strip-components=1', '-C', 'node_modules/dubstep'], {
    cwd: folder,
  });
  const { dependencies, optionalDependencies } = manifestSchema.parse(
    JSON.parse(await readFile(join(modules, 'dubstep', 'package.json'), 'utf8')),
  );
  // Registry packages are linked from this project: the test covers the list of dependencies, not their download.
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  for (const name of [...names, '@types/node', 'vitest']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(PROJECT, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

test('another project can type-check and run its own scenario', async () => {
  await writeFile(
    join(folder, 'own.ts'),
    `import { defineScenario, run } from 'dubstep';

export const own = defineScenario({
  id: 'own',
  title: 'A scenario of its own',
  createRig: () => ({ answer: 42 }),
  steps: [
    {
      id: 'asks',
      title: 'Asks',
      timeoutMs: 1000,
      async run(ctx, rig) {
        // @ts-expect-error: the rig has no such property
        rig.question;
        // @ts-expect-error: a number needs a unit
        void (() => ctx.check('answer', { actual: rig.answer, limit: { max: 50 } }));
        ctx.check('answer', { actual: rig.answer, limit: { max: 50 }, unit: 'answers' });
      },
    },
  ],
});
const { status } = await run(own);
process.exitCode = status === 'passed' ? 0 : 7;
`,
  );
  await writeFile(
    join(folder, 'own.test.ts'),
    `import { describeScenario } from 'dubstep/vitest';
import { own } from './own.ts';

describeScenario(own, { runsFolder: 'runs' });
`,
  );
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        types: ['node'],
      },
      include: ['*.ts'],
    }),
  );
  const inFolder = execa({ cwd: folder, localDir: PROJECT, preferLocal: true, reject: false, all: true });
  expect(await inFolder`tsc`).toMatchObject({ all: '', exitCode: 0 });
  const { all, exitCode } = await inFolder`${process.execPath} own.ts`;
  expect(all).toMatch(
    /^own {2}A scenario of its own\nenvironment custom · \S+\n\n✓ 0 asks[\s\S]*\nPASSED {2}1 passed {2}in \d+ ms/,
  );
  expect(exitCode).toBe(0);
});

test('the command line lists the scenarios and writes runs to the current folder', async () => {
  const dubstep = execa({ cwd: folder, node: true, nodePath: process.execPath, reject: false });
  const main = join(folder, 'node_modules', 'dubstep', 'dist', 'cli', 'main.js');
  expect(await dubstep`${main} scenario list`).toMatchObject({
    stdout: expect.stringContaining('full-pipeline'),
    stderr: '',
  });
  const missing = await dubstep`${main} scenario quick --env attach --config missing.config.ts`;
  expect(missing).toMatchObject({ exitCode: 3, stdout: '' });
  expect(missing.stderr).toMatch(/^error: \S+missing\.config\.ts is not a valid configuration: .+$/);
  const nowhere = ['mediamtxApi', 'mediaService', 'sts'].map((name) => `${name}: 'http://127.0.0.1:9'`);
  await writeFile(
    join(folder, 'nowhere.config.js'),
    `export default { endpoints: { rtmp: 'rtmp://127.0.0.1:9', ${nowhere.join(', ')} } };\n`,
  );
  const rejected = await dubstep`${main} scenario quick --env attach --config nowhere.config.js`;
  expect(rejected.exitCode).toBe(3);
  expect(rejected.stdout).toMatch(/reports\/runs\/\S+-quick-\S+\/index\.html$/);
  expect(rejected.stdout).not.toContain('node_modules');
});
