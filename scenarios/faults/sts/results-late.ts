import { defineFault } from '../define-fault.ts';
import { editSending } from '../rigging/edited-result.ts';

/** A queue before the worker delays the results: past its deadline of 8 s, but not past the end of the session. */
export const resultsLate = defineFault({
  id: 'results-late',
  title: 'The STS service sends each result after the deadline',
  boundary: 'result',
  expected: { step: 'output-stream', cause: 'STS_TOO_SLOW' },
  alter: (stage) =>
    editSending(stage, "setTimeout(() => this.#emit('fragment:processed', processed), 7800);"),
});
