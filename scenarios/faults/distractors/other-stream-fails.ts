import { defineDistractor } from '../define-fault.ts';
import { startFailingPublisher } from '../rigging/other-publisher.ts';

/** Somebody else's stream on the same pipeline: one publisher is refused, another one breaks off. */
export const otherStreamFails = defineDistractor({
  id: 'other-stream-fails',
  title: 'An unrelated stream is refused, and another one breaks off',
  beside: ['output-goes-nowhere', 'tts-without-sound', 'publisher-wrong-port'],
  alter: (stage) => ({
    async afterStart({ endpoints }) {
      await startFailingPublisher(stage, `${endpoints.rtmpUrl}/test/camera-2`, 10);
      await startFailingPublisher(stage, `${endpoints.rtmpUrl}/live/camera-3/out`, 4);
    },
  }),
});
