import { chmod } from 'node:fs/promises';
import { defineFault } from '../define-fault.ts';
import { hookOf } from '../rigging/mediamtx-config.ts';
import { installHook } from '../rigging/own-hook.ts';

/** A deployment copied the hook without its mode. */
export const hookNotExecutable = defineFault({
  id: 'hook-not-executable',
  title: 'The hook has no execute permission',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_NOT_EXECUTABLE' },
  alter: (stage) => ({
    async mediamtxConfig(yaml, site) {
      const changed = await installHook(stage, '#!/bin/sh', '#!/bin/sh')(yaml, site);
      await chmod(hookOf(changed), 0o644);
      return changed;
    },
  }),
});
