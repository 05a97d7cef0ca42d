import { defineFault } from '../define-fault.ts';
import { leaveOutService } from '../rigging/service-specs.ts';

/** The deployment lacks the STS service. */
export const stsNotStarted = defineFault({
  id: 'sts-not-started',
  title: 'The STS service is not started',
  boundary: 'sts-connection',
  expected: { step: 'environment-setup', cause: 'STS_NOT_RUNNING' },
  alter: () => ({ specs: leaveOutService('sts-service') }),
});
