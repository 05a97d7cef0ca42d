import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The vocoder has lost its weights. */
export const ttsHisses = defineFault({
  id: 'tts-hisses',
  title: 'Speech synthesis returns noise',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'DUBBED_AUDIO_NOISE' },
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
          "const PROGRAM = 'espeak-ng';\nfunction rendered(speech: any) {\n  const sound = Int16Array.from({ length: speech.pcm.length / 2 }, (_, at) => Math.round(6000 * (2 * Math.random() - 1)));\n  return { ...speech, pcm: new Uint8Array(sound.buffer) };\n}",
      },
    ]),
  }),
});
