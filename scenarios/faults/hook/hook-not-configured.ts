import { defineFault } from '../define-fault.ts';

/** The configuration of MediaMTX was written without the hooks. */
export const hookNotConfigured = defineFault({
  id: 'hook-not-configured',
  title: 'MediaMTX has no hook for the input path',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_NOT_CONFIGURED' },
  alter: () => ({ mediamtxConfig: (yaml) => yaml.replaceAll(/^ {4}runOn.*\n/gm, '') }),
});
