import { join } from 'node:path';
import { defineFault } from '../define-fault.ts';
import { replaceHook } from '../rigging/mediamtx-config.ts';

/** The configuration names a script that was not deployed. */
export const hookMissing = defineFault({
  id: 'hook-missing',
  title: 'The configured hook does not exist',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_MISSING' },
  alter: ({ folder }) => ({ mediamtxConfig: (yaml) => replaceHook(yaml, join(folder, 'bin', 'mtx-hook')) }),
});
