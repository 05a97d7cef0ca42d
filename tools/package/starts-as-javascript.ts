import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A module that is started by its address, as a process or a thread: the compiler does not see an import in it. */
const STARTED = /(new URL\(([`'"])[^`'"\n]+)\.ts(\2, import\.meta\.url\))/g;

/** Lets the JavaScript modules of a folder start each other as JavaScript. */
export async function startsAsJavaScript(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    const file = join(folder, path);
    const text = await readFile(file, 'utf8');
    const started = text.replaceAll(STARTED, '$1.js$3');
    if (started !== text) await writeFile(file, started);
  }
}
