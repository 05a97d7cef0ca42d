import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';

export const outputWrongPath = defineFault({
  id: 'output-wrong-path',
  title: 'The output is published under another name',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WRONG_PATH' },
  alter: (stage) => changePublished(stage, { rename: 's#/[^/]*/out$#/dubbed/out#' }),
});
