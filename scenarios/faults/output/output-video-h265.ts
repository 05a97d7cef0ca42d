import { defineFault } from '../define-fault.ts';
import { changePublished, KEPT_TIMES, OVER_RTSP } from '../rigging/output-ffmpeg.ts';

export const outputVideoH265 = defineFault({
  id: 'output-video-h265',
  title: 'The video of the output is H.265',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WRONG_CODEC' },
  alter: (stage) =>
    changePublished(stage, {
      ...OVER_RTSP,
      video: [
        ...KEPT_TIMES,
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-tune',
        'zerolatency',
        '-x265-params',
        'log-level=error',
      ],
    }),
});
