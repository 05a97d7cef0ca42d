import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksPage } from './checks-page.ts';

test('docs/checks.md is the generated page', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/checks.md'), 'utf8');
  expect(page, 'run pnpm docs:checks').toBe(checksPage());
});
