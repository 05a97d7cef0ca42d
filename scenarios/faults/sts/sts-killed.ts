import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

/** The kernel kills the STS service. */
export const stsKilled = defineFault({
  id: 'sts-killed',
  title: 'The STS service is killed in the middle of the stream',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_DIED' },
  alter: (stage) => ({
    afterStart: (started) => stage.whenPublished(5, () => signalService(started, 'sts-service', 'SIGKILL')),
  }),
});
