import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The segmenter does not flush. */
export const restNotFlushed = defineFault({
  id: 'rest-not-flushed',
  title: 'The worker does not send the rest at the end of the stream',
  boundary: 'segmenter',
  expected: { step: 'fragments-processed', cause: 'LAST_SEGMENT_LOST' },
  scenario: 'full-pipeline',
  options: () => ({ fixture: '10s-counting-english' }),
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/dubbing/segmenter.ts',
        find: '  if (rest > 0) yield segment(taken(rest));\n',
        replace: '',
      },
    ]),
  }),
});
