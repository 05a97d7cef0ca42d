import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** Two listeners count the same event. */
export const countersDouble = defineFault({
  id: 'counters-double',
  title: 'The worker counts each outcome twice',
  boundary: 'measurement',
  expected: { step: 'metrics', cause: 'COUNTERS_TOO_HIGH' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '    this.#of.audioFragments.inc({ ...this.#stream, status: outcome });',
        replace: '    this.#of.audioFragments.inc({ ...this.#stream, status: outcome }, 2);',
      },
    ]),
  }),
});
