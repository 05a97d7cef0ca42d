import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A placeholder for the voice was deployed. */
export const ttsBeeps = defineFault({
  id: 'tts-beeps',
  title: 'Speech synthesis returns a tone',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'DUBBED_AUDIO_TONE' },
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
          "const PROGRAM = 'espeak-ng';\nfunction rendered(speech: any) {\n  const sound = Int16Array.from({ length: speech.pcm.length / 2 }, (_, at) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / speech.sampleRateHz)));\n  return { ...speech, pcm: new Uint8Array(sound.buffer) };\n}",
      },
    ]),
  }),
});
