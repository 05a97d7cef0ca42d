import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A version of media-service with other labels. */
export const statusLabelRenamed = defineFault({
  id: 'status-label-renamed',
  title: 'The label of the outcome has another name',
  boundary: 'measurement',
  expected: { step: 'worker-connected', cause: 'METRIC_LABEL_RENAMED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/metrics/instruments.ts',
        find: "audioFragments: counter(NAME.audioFragments, 'Segments by outcome', 'status'),",
        replace: "audioFragments: counter(NAME.audioFragments, 'Segments by outcome', 'outcome') as any,",
      },
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: 'for (const status of FRAGMENT_OUTCOMES) this.#of.audioFragments.inc({ ...this.#stream, status }, 0);',
        replace:
          'for (const outcome of FRAGMENT_OUTCOMES) this.#of.audioFragments.inc({ ...this.#stream, outcome } as any, 0);',
      },
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '    this.#of.audioFragments.inc({ ...this.#stream, status: outcome });',
        replace: '    this.#of.audioFragments.inc({ ...this.#stream, outcome } as any);',
      },
    ]),
  }),
});
