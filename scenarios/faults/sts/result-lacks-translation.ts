import { defineFault } from '../define-fault.ts';
import { editResult } from '../rigging/edited-result.ts';

/** A version of the STS service without translated texts. */
export const resultLacksTranslation = defineFault({
  id: 'result-lacks-translation',
  title: 'Results lack the translation',
  boundary: 'translation',
  expected: { step: 'event-data', cause: 'RESULT_WITHOUT_TRANSLATION' },
  alter: (stage) => editResult(stage, '{ ...produced, translated_text: undefined }'),
});
