import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The worker takes every source for one without audio. */
export const workerIgnoresAudio = defineFault({
  id: 'worker-ignores-audio',
  title: 'The worker does not link the audio track',
  boundary: 'ingest',
  expected: { step: 'fragments-processed', cause: 'INGEST_WITHOUT_AUDIO' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/ingest/source-info.ts',
        find: '    audio: audio && { codec: audio.codec_name, sampleRateHz: audio.sample_rate, channels: audio.channels },',
        replace: '    audio: undefined,',
      },
    ]),
  }),
});
