import { defineFault } from '../define-fault.ts';
import { changePublished, FAST_H264 } from '../rigging/output-ffmpeg.ts';

export const outputReencoded = defineFault({
  id: 'output-reencoded',
  title: 'The video of the output is encoded again',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_REENCODED' },
  alter: (stage) => changePublished(stage, { video: FAST_H264 }),
});
