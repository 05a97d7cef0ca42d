import { defineFault } from '../define-fault.ts';
import { installHook } from '../rigging/own-hook.ts';

/** The script names an interpreter that this image does not have. */
export const hookInterpreterMissing = defineFault({
  id: 'hook-interpreter-missing',
  title: 'The interpreter of the hook does not exist',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_INTERPRETER_MISSING' },
  alter: (stage) => ({
    mediamtxConfig: installHook(stage, '#!/bin/sh', '#!/opt/busybox/bin/ash'),
  }),
});
