import { defineFault } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** The voice runs on a slow device. */
export const ttsSlow = defineFault({
  id: 'tts-slow',
  title: 'Speech synthesis takes longer than the deadline',
  boundary: 'result',
  expected: { step: 'fragments-processed', cause: 'STS_TOO_SLOW' },
  alter: (stage) =>
    wrapProgram(stage, 'sts-service', {
      name: 'espeak-ng',
      before: ['case "$*" in *--stdout*) sleep 9 ;; esac'],
    }),
});
