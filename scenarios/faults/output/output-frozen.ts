import { defineFault } from '../define-fault.ts';
import { changePublished, FAST_H264 } from '../rigging/output-ffmpeg.ts';

export const outputFrozen = defineFault({
  id: 'output-frozen',
  title: 'The output shows one frame for 2 s',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_FROZEN' },
  alter: (stage) =>
    changePublished(stage, {
      // fps fills the gap with the frame before it.
      video: ['-vf', "select='not(between(t,4,6))',fps=30", ...FAST_H264],
    }),
});
