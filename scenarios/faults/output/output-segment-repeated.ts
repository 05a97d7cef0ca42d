import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

const module = 'services/media-service/worker/dub-and-air.ts';

/** The buffer of a segment is used again before the next result has been copied into it. */
export const outputSegmentRepeated = defineFault({
  id: 'output-segment-repeated',
  title: 'A segment is aired in the place of the next one, too',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_SEGMENT_REPEATED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module,
        find: 'let aired = Promise.resolve();',
        replace: 'let aired = Promise.resolve(); let number = 0; let kept: Buffer | undefined;',
      },
      {
        module,
        find: 'await output.air(await dubbed);',
        replace: `
          const pcm = await dubbed;
          number += 1;
          await output.air(number === 3 && kept !== undefined ? kept : pcm);
          kept = pcm;`,
      },
    ]),
  }),
});
