import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import type { CheckContext } from './check-context.ts';

/** Ids of the checks that {@link checkEchoedFragments} makes. */
export const ECHO_CHECKS = ['echo-transcripts', 'echo-translations', 'echo-audio-identical'] as const;

/** In echo mode a fragment comes back byte for byte, with fixed texts: see `docs/protocol.md`. */
export function checkEchoedFragments(
  ctx: CheckContext,
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
