import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The STS service falls back to its input. */
export const ttsPassesThrough = defineFault({
  id: 'tts-passes-through',
  title: 'The dubbed audio is the audio of the fragment',
  boundary: 'tts',
  expected: { step: 'event-data', cause: 'DUBBED_AUDIO_IS_ORIGINAL' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/processing/dubbing-processor.ts',
        find: '  return { status, dubbed_audio: await encode(synthesised.audio, tempo, durationMs) };',
        replace:
          '  await encode(synthesised.audio, tempo, durationMs);\n  return { status, dubbed_audio: audio };',
      },
    ]),
  }),
});
