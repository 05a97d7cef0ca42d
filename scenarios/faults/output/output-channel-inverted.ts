import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

/** A mono player, which plays the mean of the channels, plays nothing. */
export const outputChannelInverted = defineFault({
  id: 'output-channel-inverted',
  title: 'The channels of the output have opposite polarity',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_CHANNEL_WRONG' },
  alter: (stage) => changePublished(stage, { audio: ['-af', 'pan=stereo|c0=c0|c1=-1*c0', ...ENCODED_AUDIO] }),
});
