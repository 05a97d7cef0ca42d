import { defineDistractor } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** Each fragment takes longer than usual, and comes back long before its deadline. */
export const slowTranslation = defineDistractor({
  id: 'slow-translation',
  title: 'The STS service takes half a second longer for each fragment',
  beside: ['output-without-audio', 'stream-label-renamed', 'results-sent-twice'],
  alter: (stage) => wrapProgram(stage, 'sts-service', { name: 'apertium', before: ['sleep 0.5'] }),
});
