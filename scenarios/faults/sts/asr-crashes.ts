import { defineFault } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** The recogniser was built for another processor. */
export const asrCrashes = defineFault({
  id: 'asr-crashes',
  title: 'The speech recogniser crashes at every fragment',
  boundary: 'asr',
  expected: { step: 'fragments-processed', cause: 'ASR_FAILED' },
  alter: (stage) =>
    wrapProgram(stage, 'sts-service', {
      name: 'pocketsphinx_continuous',
      before: ['case "$*" in *-infile*) echo "Illegal instruction" >&2; exit 132 ;; esac'],
    }),
});
