import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';

export const outputGoesNowhere = defineFault({
  id: 'output-goes-nowhere',
  title: 'The worker airs the output, and nothing reaches MediaMTX',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_NEVER_PUBLISHED' },
  alter: (stage) => changePublished(stage, { to: '-', format: 'null' }),
});
