import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** 48 kHz are taken for 44.1 kHz. */
export const ttsMislabelledRate = defineFault({
  id: 'tts-mislabelled-rate',
  title: 'The dubbed audio is labelled with a wrong sample rate',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'DUBBED_AUDIO_WRONG_RATE' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/audio/encode-audio.ts',
        find: '  ];\n  return await scratch.withFile',
        replace: "    'asetrate=44100',\n  ];\n  return await scratch.withFile",
      },
    ]),
  }),
});
