import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

export const mediamtxStopped = defineFault({
  id: 'mediamtx-stopped',
  title: 'MediaMTX is suspended in mid-stream',
  boundary: 'input',
  expected: { step: 'fragments-processed', cause: 'MEDIAMTX_STOPPED' },
  alter: (stage) => ({
    afterStart(started) {
      stage.whenPublished(4, () => signalService(started, 'mediamtx', 'SIGSTOP'));
    },
  }),
});
