import { defineFault } from '../define-fault.ts';
import { changePublished, FAST_H264 } from '../rigging/output-ffmpeg.ts';

export const outputHalfFrameRate = defineFault({
  id: 'output-half-frame-rate',
  title: 'The output has every second frame only',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_FRAMES_DROPPED' },
  alter: (stage) => changePublished(stage, { video: ['-vf', 'fps=15', ...FAST_H264] }),
});
