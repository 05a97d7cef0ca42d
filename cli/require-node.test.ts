import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProblem } from './require-node.ts';

test.each(['24.0.0', '24.21.0', '25.1.0', '100.0.0'])('Node %s is supported', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(['18.19.0', '20.20.2', '22.21.1', '23.11.0', '2.4.0'])('Node %s is not', (version) => {
  expect(nodeProblem(version)).toBe(`dubstep needs Node 24 or later, this is ${version}`);
});

test('is the version of package.json', async () => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  expect(manifest.engines.node).toBe('>=24');
});

/** Exports of Node's modules that Node 20 lacks, by the changelogs of their pages on nodejs.org/api. */
const ADDED_LATER: Readonly<Record<string, readonly string[]>> = {
  zlib: [
    ...['zstdCompress', 'zstdCompressSync', 'zstdDecompress', 'zstdDecompressSync'],
    ...['createZstdCompress', 'createZstdDecompress', 'crc32'],
  ],
  fs: ['glob', 'globSync', 'mkdtempDisposableSync'],
  'fs/promises': ['glob', 'mkdtempDisposable'],
  path: ['matchesGlob'],
  util: ['diff', 'getCallSites', 'setTraceSigInt', 'parseEnv', 'styleText'],
  module: ['registerHooks', 'stripTypeScriptTypes', 'enableCompileCache', 'findPackageJSON'],
  crypto: ['hash', 'argon2', 'argon2Sync'],
  worker_threads: ['postMessageToThread', 'locks'],
  events: [],
};
/** What the package's entries load. */
const SHIPPED = ['cli', 'harness', 'lib', 'reports', 'scenarios', 'fixtures', 'services'];

// A named import that a module lacks fails before the first line of the package runs.
test('no shipped module imports by name what Node 20 lacks', async () => {
  const root = join(import.meta.dirname, '..');
  const found: string[] = [];
  for await (const path of glob(
    SHIPPED.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  )) {
    if (/\.test\.ts$|\/testing\/|\/bench-|^scenarios\/faults\//.test(path)) continue;
    const text = await readFile(join(root, path), 'utf8');
    for (const [, names = '', module = ''] of text.matchAll(/import \{([^}]+)\} from 'node:([\w/]+)'/g)) {
      const imported = names.split(',').map((name) => name.trim().replace(/^type .*/, ''));
      const later = imported.filter((name) => ADDED_LATER[module]?.includes(name));
      if (later.length > 0) found.push(`${path}: ${later.join(', ')} of node:${module}`);
    }
  }
  expect(found).toEqual([]);
});
