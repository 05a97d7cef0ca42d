import { defineFault } from '../define-fault.ts';
import { startOtherPublisher } from '../rigging/other-publisher.ts';

/** Somebody else publishes under this name in mid-stream, and MediaMTX closes the connection of the first publisher. */
export const publisherReplaced = defineFault({
  id: 'publisher-replaced',
  title: 'Another publisher takes over the path in mid-stream',
  boundary: 'publisher',
  expected: { step: 'fragments-processed', cause: 'PUBLISHER_NAME_TAKEN' },
  options: () => ({ streamId: 'studio-1' }),
  alter: (stage) => ({
    afterStart({ endpoints }) {
      stage.whenPublished(4, () => startOtherPublisher(stage, `${endpoints.rtmpUrl}/live/studio-1/in`));
    },
  }),
});
