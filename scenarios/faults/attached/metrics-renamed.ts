import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';

/** The pipeline exposes its metrics with the prefix of its company. */
export const attachedMetricsRenamed = defineFault({
  id: 'attached-metrics-renamed',
  title: 'Attached: the metrics of the worker have another prefix',
  boundary: 'measurement',
  expected: { step: 'worker-connected', cause: 'METRIC_RENAMED' },
  async options(stage) {
    const { urls } = await startPipeline(stage);
    const mediaService = await startHttpRelay(stage, {
      target: urls.mediaService,
      async respond({ path }, forward) {
        const response = await forward();
        if (path !== '/metrics') return response;
        return { ...response, body: response.body.toString().replaceAll(/\bworker_/g, 'dubbing_worker_') };
      },
    });
    return await attachTo(stage, { ...urls, mediaService });
  },
});
