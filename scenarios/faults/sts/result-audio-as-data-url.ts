import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** The audio has a prefix for browsers. */
export const resultAudioAsDataUrl = defineFault({
  id: 'result-audio-as-data-url',
  title: 'The dubbed audio is a data URL',
  boundary: 'result',
  expected: { step: 'event-data', cause: 'RESULT_AUDIO_NOT_BASE64' },
  alter: (stage) =>
    editResult(
      stage,
      '{ ...produced, dubbed_audio: produced.dubbed_audio && { ...produced.dubbed_audio, data_base64: "data:audio/mp4;base64," + produced.dubbed_audio.data_base64 } }',
    ),
});
