import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The call that counts was lost. */
export const sentCounterLow = defineFault({
  id: 'sent-counter-low',
  title: 'The worker does not count what it sends',
  boundary: 'measurement',
  expected: { step: 'metrics', cause: 'COUNTERS_TOO_LOW' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '    this.#of.fragmentsSent.inc(this.#stream);',
        replace: '    this.#of.fragmentsSent.inc(this.#stream, 0);',
      },
    ]),
  }),
});
