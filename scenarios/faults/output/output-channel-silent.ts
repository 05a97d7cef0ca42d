import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

export const outputChannelSilent = defineFault({
  id: 'output-channel-silent',
  title: 'The right channel of the output is silent',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_CHANNEL_WRONG' },
  alter: (stage) => changePublished(stage, { audio: ['-af', 'pan=stereo|c0=c0|c1=0*c0', ...ENCODED_AUDIO] }),
});
