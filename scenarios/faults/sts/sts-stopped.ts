import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

/** Somebody stopped the process of the STS service. */
export const stsStopped = defineFault({
  id: 'sts-stopped',
  title: 'The STS service is stopped by SIGSTOP',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_STOPPED' },
  alter: (stage) => ({
    afterStart: (started) => stage.whenPublished(4, () => signalService(started, 'sts-service', 'SIGSTOP')),
  }),
});
