import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defineFault } from '../define-fault.ts';
import { hookOf, replaceHook } from '../rigging/mediamtx-config.ts';

/** A deployment copied the hook without its mode. */
export const hookNotExecutable = defineFault({
  id: 'hook-not-executable',
  title: 'The hook has no execute permission',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_NOT_EXECUTABLE' },
  alter: ({ folder }) => ({
    async mediamtxConfig(yaml) {
      const hook = join(folder, 'bin', 'mtx-hook');
      await mkdir(join(folder, 'bin'), { recursive: true });
      await copyFile(hookOf(yaml), hook);
      await chmod(hook, 0o644);
      return replaceHook(yaml, hook);
    },
  }),
});
