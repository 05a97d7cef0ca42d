import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';

export const outputWithoutAudio = defineFault({
  id: 'output-without-audio',
  title: 'The output has no audio track',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WITHOUT_AUDIO' },
  alter: (stage) => changePublished(stage, { audio: [] }),
});
