import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** A version of the STS service without transcripts. */
export const resultLacksTranscript = defineFault({
  id: 'result-lacks-transcript',
  title: 'Results lack the transcript',
  boundary: 'asr',
  expected: { step: 'event-data', cause: 'RESULT_WITHOUT_TRANSCRIPT' },
  alter: (stage) => editResult(stage, '{ ...produced, transcript: undefined }'),
});
