import { defineFault } from '../define-fault.ts';
import { installHook } from '../rigging/own-hook.ts';

/** The script was checked out on Windows. */
export const hookCrlf = defineFault({
  id: 'hook-crlf',
  title: 'The lines of the hook end in CR LF',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_CRLF' },
  alter: (stage) => ({ mediamtxConfig: installHook(stage, '\n', '\r\n') }),
});
