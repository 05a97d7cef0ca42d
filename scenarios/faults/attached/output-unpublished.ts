import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';

/** The worker of a pipeline airs an output that never reaches MediaMTX. */
export const attachedOutputUnpublished = defineFault({
  id: 'attached-output-unpublished',
  title: 'Attached: the worker airs the output, and nothing reaches MediaMTX',
  boundary: 'worker-output',
  expected: { step: 'fragments-processed', cause: 'OUTPUT_NEVER_PUBLISHED' },
  async options(stage) {
    const { specs } = await changePublished(stage, { to: '-', format: 'null' });
    const { urls } = await startPipeline(stage, specs && { specs });
    return await attachTo(stage, urls);
  },
});
