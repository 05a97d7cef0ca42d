import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A version of media-service with other names. */
export const sentMetricRenamed = defineFault({
  id: 'sent-metric-renamed',
  title: 'The counter of sent fragments has another name',
  boundary: 'measurement',
  expected: { step: 'metrics', cause: 'METRIC_RENAMED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/contracts/metric-name.ts',
        find: "'worker_fragments_sent_total'",
        replace: "'worker_fragments_submitted_total'",
      },
    ]),
  }),
});
