import { constants } from 'node:fs';
import { access, mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** What the hook uses besides curl. */
const PROGRAMS = ['sh', 'cut', 'tail', 'tr'];

/** The image of MediaMTX has a shell, but not curl. */
export const hookWithoutCurl = defineFault({
  id: 'hook-without-curl',
  title: 'curl is not installed where the hook runs',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_TOOL_MISSING' },
  alter: ({ folder }) => ({
    async specs(specs) {
      const bin = join(folder, 'bin');
      await mkdir(bin);
      const folders = (process.env.PATH ?? '').split(delimiter);
      for (const program of PROGRAMS) {
        const path = await firstExecutable(folders.map((parent) => join(parent, program)));
        await symlink(path, join(bin, program));
      }
      return setVariables('mediamtx', { PATH: bin })(specs);
    },
  }),
});

async function firstExecutable(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(`none of these exists: ${paths.join(', ')}`);
}
