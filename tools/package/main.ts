import { copyFile, glob, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { startsAsJavaScript } from './starts-as-javascript.ts';

/**
 * Makes `dist/`: the project as JavaScript with declarations. Node strips types only outside of node_modules, so that
 * is what a package holds.
 */
const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
/** What is read or started beside the code. */
const BESIDE_CODE = [
  'fixtures/*.mp4',
  'fixtures/*.manifest.json',
  'reports/html/assets/*',
  'services/mediamtx/VERSION',
  'services/mediamtx/mtx-hook',
  'services/sts-service/providers/local/grammars/*',
];

await rm(dist, { recursive: true, force: true });
await execa({ cwd: root, preferLocal: true, stdout: 'inherit' })`tsc --project tsconfig.package.json`;
for await (const path of glob(BESIDE_CODE, { cwd: root })) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await copyFile(join(root, path), join(dist, path));
}
await startsAsJavaScript(dist);
