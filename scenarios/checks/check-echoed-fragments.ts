import type { DubbedFragment } from '../evidence/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../evidence/fragment-audio.ts';
import type { DubbingContext } from './check-context.ts';

/** Checks that {@link checkEchoedFragments} makes. */
export const ECHO_CHECKS = ['echo-transcripts', 'echo-translations', 'echo-audio-identical'] as const;

/** In echo mode a fragment comes back byte for byte, with texts that say so (protocol §1). */
export function checkEchoedFragments(
  ctx: DubbingContext,
  fragments: readonly DubbedFragment[],
  audio: readonly FragmentAudioMeasurement[],
): void {
  ctx.check('echo-transcripts', {
    actual: fragments.map(({ transcript }) => transcript ?? null),
    expected: fragments.map(({ sequenceNumber }) => `[ECHO] Original audio (seq=${sequenceNumber})`),
  });
  ctx.check('echo-translations', {
    actual: fragments.map(({ translatedText }) => translatedText ?? null),
    expected: fragments.map(({ sequenceNumber }) => `[ECHO] Audio original (seq=${sequenceNumber})`),
  });
  ctx.check('echo-audio-identical', {
    actual: audio.map(({ sameBytesAsOriginal }) => sameBytesAsOriginal ?? false),
    expected: audio.map(() => true),
  });
}
