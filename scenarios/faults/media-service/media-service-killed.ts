import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

/** The kernel kills media-service. */
export const mediaServiceKilled = defineFault({
  id: 'media-service-killed',
  title: 'media-service is killed in the middle of the stream',
  boundary: 'media-service',
  expected: { step: 'fragments-processed', cause: 'MEDIA_SERVICE_DIED' },
  alter: (stage) => ({
    afterStart: (started) => stage.whenPublished(4, () => signalService(started, 'media-service', 'SIGKILL')),
  }),
});
