import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The counter starts too late. */
export const countersMissFirst = defineFault({
  id: 'counters-miss-first',
  title: 'The worker does not count its first outcome',
  boundary: 'measurement',
  expected: { step: 'metrics', cause: 'COUNTERS_TOO_LOW' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '    this.#of.audioFragments.inc({ ...this.#stream, status: outcome });',
        replace:
          '    const isCounted = this.#isCounting;\n    this.#isCounting = true;\n    if (isCounted) this.#of.audioFragments.inc({ ...this.#stream, status: outcome });',
      },
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '  readonly #of: WorkerInstruments;\n  readonly #stream',
        replace: '  #isCounting = false;\n  readonly #of: WorkerInstruments;\n  readonly #stream',
      },
    ]),
  }),
});
