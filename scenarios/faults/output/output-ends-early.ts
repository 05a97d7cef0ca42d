import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';

export const outputEndsEarly = defineFault({
  id: 'output-ends-early',
  title: 'The output ends after 6 s of 10 s',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_TRUNCATED' },
  alter: (stage) => changePublished(stage, { whole: ['-t', '6'] }),
});
