import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** Concurrent fragments share a variable. */
export const transcriptMixedUp = defineFault({
  id: 'transcript-mixed-up',
  title: 'Results carry the transcript of the fragment before',
  boundary: 'asr',
  expected: { step: 'event-data', cause: 'TRANSCRIPT_OF_ANOTHER_FRAGMENT' },
  alter: (stage) => editResult(stage, '{ ...produced, transcript: (earlier ?? produced).transcript }'),
});
