import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..');
const PAGE = join(PROJECT, 'docs/your-own-pipeline.md');

test('the examples in your-own-pipeline.md compile against the exports of the package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'node_modules'));
  await symlink(PROJECT, join(folder, 'node_modules/dubstep'));
  await symlink(join(PROJECT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  await symlink(join(PROJECT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  const page = await readFile(PAGE, 'utf8');
  const [, manifest = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(JSON.parse(manifest)).toMatchObject({ type: 'module' });
  await writeFile(join(folder, 'package.json'), manifest);
  const blocks = [...page.matchAll(/```ts\n(\/\/ (\S+)\n[\s\S]*?)```/g)];
  expect(blocks.map(([, , name]) => name)).toEqual([
    'dubstep.config.ts',
    'transcoder.ts',
    'failures.ts',
    'pipeline.test.ts',
  ]);
  expect(page.match(/```ts\n/g)).toHaveLength(blocks.length);
  for (const [, text = '', name = ''] of blocks) await writeFile(join(folder, name), text);

  const config = {
    extends: join(PROJECT, 'tsconfig.json'),
    compilerOptions: { noUnusedParameters: false, noUnusedLocals: false },
    include: ['*.ts', join(PROJECT, 'harness/**/*.d.ts')],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = await execa(join(PROJECT, 'node_modules/.bin/tsc'), [], { cwd: folder, reject: false });
  expect(stdout).toBe('');
}, 180_000);

test('other pages and README.md have no TypeScript but a part of a module that is compiled', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...(await readdir(join(PROJECT, 'docs'))).map((name) => `docs/${name}`),
  ];
  const blocks = await Promise.all(
    pages
      .filter((name) => name.endsWith('.md') && join(PROJECT, name) !== PAGE)
      .map(async (name) => {
        const text = await readFile(join(PROJECT, name), 'utf8');
        return [...text.matchAll(/```(?:ts|typescript|js|javascript)\n([\s\S]*?)```/g)].map(
          ([, code]) => code,
        );
      }),
  );
  const source = await readFile(join(PROJECT, 'scenarios/faults/hook/hook-missing.ts'), 'utf8');
  const found = blocks.flat();
  expect(found.length).toBeGreaterThan(0);
  for (const code of found) expect(source).toContain(code);
});
