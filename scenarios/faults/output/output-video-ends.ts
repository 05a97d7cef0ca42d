import { defineFault } from '../define-fault.ts';
import { COPIED_VIDEO, changePublished } from '../rigging/output-ffmpeg.ts';

export const outputVideoEnds = defineFault({
  id: 'output-video-ends',
  title: 'The video of the output ends halfway, its audio goes on',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_FROZEN' },
  alter: (stage) => changePublished(stage, { video: [...COPIED_VIDEO, '-bsf:v', "noise=drop='gt(n,150)'"] }),
});
