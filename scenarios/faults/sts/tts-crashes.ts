import { defineFault } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** The data of the voice is damaged. */
export const ttsCrashes = defineFault({
  id: 'tts-crashes',
  title: 'Speech synthesis fails at every fragment',
  boundary: 'tts',
  expected: { step: 'fragments-processed', cause: 'TTS_FAILED' },
  alter: (stage) =>
    wrapProgram(stage, 'sts-service', {
      name: 'espeak-ng',
      before: [
        'case "$*" in *--stdout*) echo "Error: The specified espeak-ng voice does not exist." >&2; exit 1 ;; esac',
      ],
    }),
});
