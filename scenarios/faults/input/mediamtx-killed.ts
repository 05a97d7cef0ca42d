import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

export const mediamtxKilled = defineFault({
  id: 'mediamtx-killed',
  title: 'MediaMTX is killed in mid-stream',
  boundary: 'input',
  expected: { step: 'fragments-processed', cause: 'MEDIAMTX_DIED' },
  alter: (stage) => ({
    afterStart(started) {
      stage.whenPublished(4, () => signalService(started, 'mediamtx', 'SIGKILL'));
    },
  }),
});
