import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { ClipPart } from '../../harness/run-data/published-clip.ts';

/** A shorter rest is not dubbed. See `docs/architecture.md`. */
const SHORTEST_SEGMENT_S = 1;
/** Start times are whole milliseconds, and a worker may count from its first sample. */
const SAME_START_S = 0.1;
/** Durations are sums: a whole number of segments may come out slightly longer. */
const EVEN = 1e-6;

/** A segment of what is published, with its original and its dubbed audio. */
export interface Segment {
  readonly sequence: number;
  readonly startS: number;
  readonly durationS: number;
  /** In the run folder. Absent when it was not observed. */
  readonly originalFile?: string;
  readonly dubbedFile?: string;
}

/** Number of fragments that `durationS` seconds give when they are cut into segments of `segmentS`. */
export function expectedFragments(segmentS: number, durationS: number): number {
  const whole = Math.floor(durationS / segmentS + EVEN);
  const restS = durationS - whole * segmentS;
  return whole + (restS >= SHORTEST_SEGMENT_S ? 1 : 0);
}

/** The segments with dubbed audio, as the worker cut them. */
export function dubbedSegments(fragments: readonly DubbedFragment[]): Segment[] {
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
 * Every segment, whether it was sent or not, with the audio that was observed. The last one of a part may be shorter.
 * A rest that is too short to be dubbed is not a segment, but uses a sequence number.
 *
 * @param fragments matched by their start, because a sequence number occurs once per session
 * @param parts what was published: each part is cut from its own start
 */
export function allSegments(
  fragments: readonly DubbedFragment[],
  { parts, segmentS }: { readonly parts: readonly ClipPart[]; readonly segmentS: number },
): Segment[] {
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

/** The audio of the segment that starts at a time. If it was sent twice, the audio of the attempt with a result. */
function audioAt(
  startS: number,
  fragments: readonly DubbedFragment[],
): Pick<Segment, 'originalFile' | 'dubbedFile'> {
  const sent = fragments.filter((fragment) => Math.abs(fragment.startS - startS) < SAME_START_S);
  const { original, dubbed } =
    sent.findLast((fragment) => fragment.dubbed !== undefined) ?? sent.at(-1) ?? {};
  return {
    ...(original === undefined ? {} : { originalFile: original.path }),
    ...(dubbed === undefined ? {} : { dubbedFile: dubbed.path }),
  };
}
