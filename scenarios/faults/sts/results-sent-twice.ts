import { defineFault } from '../define-fault.ts';
import { editSending } from '../rigging/edited-result.ts';

/** A retry after a success. */
export const resultsSentTwice = defineFault({
  id: 'results-sent-twice',
  title: 'Each result is sent twice',
  boundary: 'result',
  expected: { step: 'fragments-processed', cause: 'RESULTS_DUPLICATED' },
  alter: (stage) =>
    editSending(
      stage,
      "for (const payload of [processed, processed]) this.#emit('fragment:processed', payload);",
    ),
});
