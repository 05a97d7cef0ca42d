import type { DubbedFragment } from './dubbed-fragments.ts';
import type { ClipPart } from './environment-output.ts';
import { expectedFragments } from './expected-fragments.ts';

/** A window of what is published, and the files of its sound as it went to the STS service and came back. */
export interface WindowAudio {
  readonly sequence: number;
  readonly startS: number;
  readonly durationS: number;
  /** In the run folder. Absent when it was not seen on its way. */
  readonly originalFile?: string;
  readonly dubbedFile?: string;
}

/** A fragment's start is told in whole milliseconds, and a worker may count from its first sample. */
const SAME_START_S = 0.1;
/** Lengths are sums: one that is whole segments may be told as a little more. */
const EVEN = 1e-6;

/** The windows that came back dubbed, as the worker cut them. */
export function dubbedWindows(fragments: readonly DubbedFragment[]): WindowAudio[] {
  return fragments.flatMap(({ sequenceNumber, startS, durationS, original, dubbed }) =>
    dubbed === undefined
      ? []
      : [
          {
            sequence: sequenceNumber,
            startS,
            durationS,
            originalFile: original.path,
            dubbedFile: dubbed.path,
          },
        ],
  );
}

/**
 * Every window, whether it was sent or not: where segments of `segmentS` begin, with what is known of them. The last
 * one of a part may be shorter. Of a part, what is too short to be dubbed is no window, and has a number all the same.
 *
 * @param fragments in more than one session a number occurs more than once, so they are told by their start
 * @param parts what was published: segments are cut anew with each of them
 */
export function allWindows(
  fragments: readonly DubbedFragment[],
  { parts, segmentS }: { readonly parts: readonly ClipPart[]; readonly segmentS: number },
): WindowAudio[] {
  let numbered = 0;
  return parts.flatMap((part) => {
    const first = numbered;
    numbered += Math.ceil(part.durationS / segmentS - EVEN);
    return Array.from({ length: expectedFragments(segmentS, part.durationS) }, (_, index) => {
      const startS = part.startS + index * segmentS;
      const durationS = Math.min(segmentS, part.durationS - index * segmentS);
      return { sequence: first + index, startS, durationS, ...audioAt(startS, fragments) };
    });
  });
}

/** The files of the window that begins at a time. Of one that was sent twice, those of the time that it came back. */
function audioAt(
  startS: number,
  fragments: readonly DubbedFragment[],
): Pick<WindowAudio, 'originalFile' | 'dubbedFile'> {
  const sent = fragments.filter((fragment) => Math.abs(fragment.startS - startS) < SAME_START_S);
  const { original, dubbed } =
    sent.findLast((fragment) => fragment.dubbed !== undefined) ?? sent.at(-1) ?? {};
  return {
    ...(original === undefined ? {} : { originalFile: original.path }),
    ...(dubbed === undefined ? {} : { dubbedFile: dubbed.path }),
  };
}
