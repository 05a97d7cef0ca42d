import { defineFault } from '../define-fault.ts';
import { editSending } from '../rigging/edited-result.ts';

/** Results are not held back for their order. */
export const resultsReordered = defineFault({
  id: 'results-reordered',
  title: 'Results are sent as soon as another one is ready',
  boundary: 'result',
  expected: { step: 'fragments-processed', cause: 'RESULTS_OUT_OF_ORDER' },
  alter: (stage) =>
    editSending(
      stage,
      "const due = sequence_number % 3 === 0 ? [] : [processed, ...HELD.splice(0)]; if (due.length === 0) HELD.push(processed); for (const payload of due) this.#emit('fragment:processed', payload);",
      'const HELD: FragmentProcessed[] = [];',
    ),
});
