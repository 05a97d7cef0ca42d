import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rewriteEntryUrls } from './rewrite-entry-urls.ts';

test('rewrites URLs of modules and keeps other file names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    await mkdir(join(folder, 'deep'));
    const file = join(folder, 'deep', 'start.js');
    const other = `const path = join(folder, 'index.ts');\n`;
    await writeFile(
      file,
      `${other}new URL('main.ts', import.meta.url);\nnew URL(\`../\${name}/main.ts\`, import.meta.url);\n`,
    );
    await rewriteEntryUrls(folder);
    expect(await readFile(file, 'utf8')).toBe(
      `${other}new URL('main.js', import.meta.url);\nnew URL(\`../\${name}/main.js\`, import.meta.url);\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
