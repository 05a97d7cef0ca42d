import type { StepContext } from '../../harness/engine/index.ts';
import type { DubbedFragment } from '../evidence/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../evidence/fragment-audio.ts';

/** In echo mode a fragment comes back byte for byte, with texts that say so (protocol §1). */
export function checkEchoedFragments(
  ctx: StepContext,
  fragments: readonly DubbedFragment[],
  audio: readonly FragmentAudioMeasurement[],
): void {
  ctx.check('transcripts', {
    actual: fragments.map(({ transcript }) => transcript ?? null),
    expected: fragments.map(({ sequenceNumber }) => `[ECHO] Original audio (seq=${sequenceNumber})`),
  });
  ctx.check('translations', {
    actual: fragments.map(({ translatedText }) => translatedText ?? null),
    expected: fragments.map(({ sequenceNumber }) => `[ECHO] Audio original (seq=${sequenceNumber})`),
  });
  ctx.check('audio back byte for byte', {
    actual: audio.map(({ sameBytesAsOriginal }) => sameBytesAsOriginal ?? false),
    expected: audio.map(() => true),
  });
}
