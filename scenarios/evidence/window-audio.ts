import type { DubbedFragment } from './dubbed-fragments.ts';

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
 * one may be shorter.
 *
 * @param fragments in more than one session a number occurs more than once, so they are told by their start
 */
export function allWindows(
  fragments: readonly DubbedFragment[],
  {
    count,
    segmentS,
    durationS,
  }: { readonly count: number; readonly segmentS: number; readonly durationS: number },
): WindowAudio[] {
  return Array.from({ length: count }, (_, sequence) => {
    const startS = sequence * segmentS;
    const sent = fragments.filter((fragment) => Math.abs(fragment.startS - startS) < SAME_START_S);
    const { original, dubbed } =
      sent.findLast((fragment) => fragment.dubbed !== undefined) ?? sent.at(-1) ?? {};
    return {
      sequence,
      startS,
      durationS: Math.min(segmentS, durationS - startS),
      ...(original === undefined ? {} : { originalFile: original.path }),
      ...(dubbed === undefined ? {} : { dubbedFile: dubbed.path }),
    };
  });
}
