import { defineFault } from '../define-fault.ts';
import { kickPublisher } from '../rigging/kick-publisher.ts';

/** Somebody closes the connection of the output in mid-stream, and the worker publishes it anew. */
export const outputBeginsAgain = defineFault({
  id: 'output-begins-again',
  title: 'The connection of the output is closed in mid-stream',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_RESTARTS' },
  alter: (stage) => ({
    afterStart({ endpoints }) {
      stage.when(
        (event) => event.type === 'observation' && event.source === 'output' && event.name === 'onAirAtMs',
        () => kickPublisher(stage, endpoints.mediamtxApiUrl, /\/out$/),
      );
    },
  }),
});
