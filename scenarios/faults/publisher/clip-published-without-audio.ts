import { defineFault } from '../define-fault.ts';
import { convertClip } from '../rigging/clip-copy.ts';

/** The clip is right, but the encoder of the publisher sends only its video. */
export const clipPublishedWithoutAudio = defineFault({
  id: 'clip-published-without-audio',
  title: 'The publisher sends only the video of the clip',
  boundary: 'clip',
  expected: { step: 'mediamtx-received-stream', cause: 'CLIP_WITHOUT_AUDIO' },
  alter: (stage) => ({
    publisher: async (options) => ({ ...options, file: await convertClip(stage, ['-c', 'copy', '-an']) }),
  }),
});
