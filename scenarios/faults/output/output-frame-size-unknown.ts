import { defineFault } from '../define-fault.ts';
import { COPIED_VIDEO, changePublished } from '../rigging/output-ffmpeg.ts';

export const outputFrameSizeUnknown = defineFault({
  id: 'output-frame-size-unknown',
  title: 'The parameters of the output crop away the whole frame',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_FRAME_SIZE_UNKNOWN' },
  alter: (stage) =>
    changePublished(stage, {
      video: [...COPIED_VIDEO, '-bsf:v', 'h264_metadata=crop_left=320:crop_right=320'],
    }),
});
