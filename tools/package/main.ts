import { copyFile, glob, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { rewriteEntryUrls } from './rewrite-entry-urls.ts';

/**
 * Builds `dist/`: the project as JavaScript with declarations. A package cannot contain TypeScript, because Node does not
 * strip types in node_modules.
 */
const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
/** Files that the code reads or runs. */
const ASSETS = [
  'fixtures/*.mp4',
  'fixtures/*.manifest.json',
  'reports/html/assets/*',
  'services/mediamtx/VERSION',
  'services/mediamtx/mtx-hook',
  'services/sts-service/providers/local/grammars/*',
];

await rm(dist, { recursive: true, force: true });
await execa({ cwd: root, preferLocal: true, stdout: 'inherit' })`tsc --project tsconfig.package.json`;
for await (const path of glob(ASSETS, { cwd: root })) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await copyFile(join(root, path), join(dist, path));
}
await rewriteEntryUrls(dist);
