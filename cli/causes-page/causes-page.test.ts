import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CAUSES, CHAIN } from '../../harness/diagnosis/index.ts';
import { causesPage } from './causes-page.ts';

test('docs/causes.md is the generated page', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/causes.md'), 'utf8');
  expect(page, 'run pnpm docs:causes').toBe(causesPage());
});

test('it has an entry for every cause and a row for every boundary', () => {
  const page = causesPage();
  for (const { code } of CAUSES) expect(page.split(`\n### ${code}\n`)).toHaveLength(2);
  for (const { id } of CHAIN) expect(page.split(`\n| \`${id}\` |`)).toHaveLength(2);
});
