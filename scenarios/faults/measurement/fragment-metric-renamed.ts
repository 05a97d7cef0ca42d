import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A version of media-service with other names. */
export const fragmentMetricRenamed = defineFault({
  id: 'fragment-metric-renamed',
  title: 'The counter of fragments has another name',
  boundary: 'measurement',
  expected: { step: 'worker-connected', cause: 'METRIC_RENAMED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/contracts/metric-name.ts',
        find: "'worker_audio_fragments_total'",
        replace: "'worker_segments_dubbed_total'",
      },
    ]),
  }),
});
