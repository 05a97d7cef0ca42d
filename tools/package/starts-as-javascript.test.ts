import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startsAsJavaScript } from './starts-as-javascript.ts';

test('modules that are started by their address are found as JavaScript; other names stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    await mkdir(join(folder, 'deep'));
    const file = join(folder, 'deep', 'start.js');
    const other = `const path = join(folder, 'index.ts');\n`;
    await writeFile(
      file,
      `${other}new URL('main.ts', import.meta.url);\nnew URL(\`../\${name}/main.ts\`, import.meta.url);\n`,
    );
    await startsAsJavaScript(folder);
    expect(await readFile(file, 'utf8')).toBe(
      `${other}new URL('main.js', import.meta.url);\nnew URL(\`../\${name}/main.js\`, import.meta.url);\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
