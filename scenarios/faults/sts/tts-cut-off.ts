import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The audio is cut off before it is encoded. */
export const ttsCutOff = defineFault({
  id: 'tts-cut-off',
  title: 'The dubbed audio is half as long as its segment',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'DUBBED_AUDIO_WRONG_LENGTH' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/audio/encode-audio.ts',
        find: 'Math.round((durationMs * sampleRateHz) / 1000)',
        replace: 'Math.round((durationMs * sampleRateHz) / 2000)',
      },
    ]),
  }),
});
