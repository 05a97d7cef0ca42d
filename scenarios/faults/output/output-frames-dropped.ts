import { defineFault } from '../define-fault.ts';
import { COPIED_VIDEO, changePublished } from '../rigging/output-ffmpeg.ts';

export const outputFramesDropped = defineFault({
  id: 'output-frames-dropped',
  title: 'The output lacks the last frame of every second',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_FRAMES_DROPPED' },
  alter: (stage) =>
    changePublished(stage, { video: [...COPIED_VIDEO, '-bsf:v', "noise=drop='eq(mod(n,30),29)'"] }),
});
