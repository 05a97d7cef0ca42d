import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

const module = 'services/media-service/worker/dub-and-air.ts';

/** Segments are aired as their results arrive. */
export const outputSegmentsSwapped = defineFault({
  id: 'output-segments-swapped',
  title: 'Two segments are aired in the wrong order',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_SEGMENTS_SWAPPED' },
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
          if (number === 2) kept = pcm;
          else {
            await output.air(pcm);
            if (kept !== undefined) await output.air(kept);
            kept = undefined;
          }`,
      },
    ]),
  }),
});
