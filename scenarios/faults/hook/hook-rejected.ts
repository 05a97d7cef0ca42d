import { defineFault } from '../define-fault.ts';
import { installHook } from '../rigging/own-hook.ts';

/** An older version of the hook names a field differently, so media-service rejects the event. */
export const hookRejected = defineFault({
  id: 'hook-rejected',
  title: 'The hook sends fields that media-service does not know',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_REJECTED' },
  alter: (stage) => ({
    mediamtxConfig: installHook(stage, 'body="{\\"path\\":', 'body="{\\"stream\\":'),
  }),
});
