import { defineFault } from '../define-fault.ts';
import { leaveOutService } from '../rigging/service-specs.ts';

export const mediamtxNotStarted = defineFault({
  id: 'mediamtx-not-started',
  title: 'MediaMTX is not started',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_NOT_RUNNING' },
  alter: () => ({ specs: leaveOutService('mediamtx') }),
});
