import { defineFault } from '../define-fault.ts';
import { installHook } from '../rigging/own-hook.ts';

/** The hook waits for something, as for a name server that does not answer, before it posts. */
export const hookHangs = defineFault({
  id: 'hook-hangs',
  title: 'The hook hangs for 12 s before it posts',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_HANGS' },
  alter: (stage) => ({
    mediamtxConfig: installHook(stage, 'answer=$(\n', 'case $event in ready) sleep 12 ;; esac\nanswer=$(\n'),
  }),
});
