import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The segmenter takes seconds for milliseconds. */
export const segmenterCutsNothing = defineFault({
  id: 'segmenter-cuts-nothing',
  title: 'The segmenter never completes a segment',
  boundary: 'segmenter',
  expected: { step: 'fragments-processed', cause: 'SEGMENTER_MAKES_NOTHING' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/dubbing/segmenter.ts',
        find: '  const segmentBytes = pcmBytes(format, segmentS);',
        replace: '  const segmentBytes = pcmBytes(format, segmentS * 1000);',
      },
      {
        module: 'services/media-service/dubbing/segmenter.ts',
        find: '  if (rest > 0) yield segment(taken(rest));',
        replace: '  if (rest >= segmentBytes) yield segment(taken(rest));',
      },
    ]),
  }),
});
