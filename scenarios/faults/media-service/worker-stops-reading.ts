import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A reader of the recording waits for ever. */
export const workerStopsReading = defineFault({
  id: 'worker-stops-reading',
  title: 'The worker stops reading the recording after some seconds',
  boundary: 'ingest',
  expected: { step: 'fragments-processed', cause: 'INGEST_STALLED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/ingest/recording-follower.ts',
        find: '        const completed = this.#completed;\n',
        replace:
          '        while (offset > 350_000) await sleep(POLL_MS, undefined, { signal });\n        const completed = this.#completed;\n',
      },
    ]),
  }),
});
