import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Finds a program on the PATH of this process. */
export async function findProgram(name: string): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return file;
  }
  throw new Error(`${name} is not on the PATH`);
}
