import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { versionsPage } from './versions-page.ts';

test('docs/versions.md is the generated page', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/versions.md'), 'utf8');
  expect(page, 'run pnpm docs:versions').toBe(versionsPage());
});
