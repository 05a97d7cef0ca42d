import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The volume of the voice is 0. */
export const ttsWithoutSound = defineFault({
  id: 'tts-without-sound',
  title: 'Speech synthesis returns silence',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'TTS_SILENT' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/providers/local/espeak-ng.ts',
        find: 'audio: readWav(wav)',
        replace: 'audio: rendered(readWav(wav))',
      },
      {
        module: 'services/sts-service/providers/local/espeak-ng.ts',
        find: "const PROGRAM = 'espeak-ng';",
        replace:
          "const PROGRAM = 'espeak-ng';\nfunction rendered(speech: any) {\n  const sound = Int16Array.from({ length: speech.pcm.length / 2 }, (_, at) => at * 0);\n  return { ...speech, pcm: new Uint8Array(sound.buffer) };\n}",
      },
    ]),
  }),
});
