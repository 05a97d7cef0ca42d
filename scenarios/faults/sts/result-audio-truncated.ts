import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** The first half of the file is missing. */
export const resultAudioTruncated = defineFault({
  id: 'result-audio-truncated',
  title: 'The dubbed audio is damaged',
  boundary: 'result',
  expected: { step: 'event-data', cause: 'RESULT_AUDIO_UNDECODABLE' },
  alter: (stage) =>
    editResult(
      stage,
      '{ ...produced, dubbed_audio: produced.dubbed_audio && { ...produced.dubbed_audio, data_base64: Buffer.from(produced.dubbed_audio.data_base64, "base64").subarray(5000).toString("base64") } }',
    ),
});
