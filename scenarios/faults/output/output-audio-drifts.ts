import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

const module = 'services/media-service/worker/dub-and-air.ts';

/** The length of a segment is rounded up to whole packets. */
export const outputAudioDrifts = defineFault({
  id: 'output-audio-drifts',
  title: 'Each aired segment is 20 ms longer than its time',
  boundary: 'worker-output',
  expected: { step: 'metrics', orStep: 'output-stream', cause: 'OUTPUT_AUDIO_DRIFTS' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module,
        find: 'await output.air(await dubbed);',
        // 20 ms of mono audio at 48 kHz.
        replace: 'await output.air(Buffer.concat([Buffer.alloc(1920), await dubbed]));',
      },
    ]),
  }),
});
