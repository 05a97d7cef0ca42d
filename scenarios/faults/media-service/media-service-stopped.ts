import { defineFault } from '../define-fault.ts';
import { signalService } from '../rigging/signal-service.ts';

/** Somebody stopped the process of media-service. */
export const mediaServiceStopped = defineFault({
  id: 'media-service-stopped',
  title: 'media-service is stopped by SIGSTOP before the stream begins',
  boundary: 'media-service',
  expected: { step: 'worker-connected', cause: 'MEDIA_SERVICE_STOPPED' },
  alter: (stage) => ({
    afterStart: (started) =>
      stage.whenPublished(0.5, () => signalService(started, 'media-service', 'SIGSTOP')),
  }),
});
