import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The URL of a module that is started as a process or thread. The compiler does not recognise it as an import. */
const ENTRY_URL = /(new URL\(([`'"])[^`'"\n]+)\.ts(\2, import\.meta\.url\))/g;

/** Changes `.ts` to `.js` in the entry URLs of all JavaScript modules of a folder. */
export async function rewriteEntryUrls(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    const file = join(folder, path);
    const text = await readFile(file, 'utf8');
    const rewritten = text.replaceAll(ENTRY_URL, '$1.js$3');
    if (rewritten !== text) await writeFile(file, rewritten);
  }
}
