import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Whether a program can be found on the PATH. */
export async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && (await isAccessible(join(folder, program), constants.X_OK))) return true;
  }
  return false;
}

/** Whether a file exists and this process may use it. */
export async function isAccessible(path: string, mode: number = constants.R_OK): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
