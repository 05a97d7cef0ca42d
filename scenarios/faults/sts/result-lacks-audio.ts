import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** The audio is lost between synthesis and sending. */
export const resultLacksAudio = defineFault({
  id: 'result-lacks-audio',
  title: 'Results lack the dubbed audio',
  boundary: 'result',
  expected: { step: 'event-data', cause: 'RESULT_WITHOUT_AUDIO' },
  alter: (stage) => editResult(stage, '{ ...produced, dubbed_audio: undefined }'),
});
