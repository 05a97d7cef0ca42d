import { defineFault } from '../define-fault.ts';
import { writeStaged } from '../rigging/write-file.ts';

/** A container gets its hook from a volume, on which the script has no execute permission. */
export const hookNotExecutableInContainer = defineFault({
  id: 'hook-not-executable-in-container',
  title: 'The hook in the container of MediaMTX has no execute permission',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_NOT_EXECUTABLE' },
  options: () => ({ environment: 'compose' }),
  alter: (stage) => ({
    async composeServices() {
      const hook = await writeStaged(stage, 'bin/mtx-hook', '#!/usr/bin/env bash\nexit 0\n');
      return { mediamtx: { volumes: [`${hook}:/usr/local/bin/mtx-hook:ro`] } };
    },
  }),
});
