import { defineFault } from '../define-fault.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';

/** The STS service of a pipeline has ended, and nobody has noticed it. */
export const attachedStsDead = defineFault({
  id: 'attached-sts-dead',
  title: 'Attached: the STS service has ended before the run',
  boundary: 'sts-connection',
  expected: { step: 'environment-setup', cause: 'STS_NOT_RUNNING' },
  async options(stage) {
    const { urls, environment } = await startPipeline(stage);
    await environment.control?.kill('sts-service');
    return await attachTo(stage, urls);
  },
});
