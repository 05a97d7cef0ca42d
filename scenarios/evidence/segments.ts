import type { FixtureManifest } from '../../fixtures/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { ClipPart } from '../../harness/run-data/published-clip.ts';
import {
  AAC_FRAME_SAMPLES,
  PADDING_FRAMES,
  SHORTEST_DUBBED_S,
} from '../../services/contracts/shortest-dubbed.ts';

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
  return whole + (restS >= SHORTEST_DUBBED_S - EVEN ? 1 : 0);
}

/** How many fragments a clip gives. The two differ where its length does not decide whether its rest is dubbed. */
export interface FragmentCount {
  readonly min: number;
  readonly max: number;
}

/** The extents of a clip that decide how long its stream is. */
export type ClipExtent = Pick<FixtureManifest, 'durationS' | 'video' | 'audio'>;

/**
 * Number of fragments of a clip. Its stream has audio without an edit list, and so up to {@link PADDING_FRAMES} more frames
 * of it; and MediaMTX's recorder drops the last frame of each track.
 *
 * @param joinedS when the pipeline joined, from the start of the clip
 */
export function fragmentCount(
  segmentS: number,
  { durationS, video, audio }: ClipExtent,
  joinedS = 0,
): FragmentCount {
  const { endS: videoEndS = durationS, longestIntervalS = 0 } = video;
  const audioEndS = audio.endS ?? durationS;
  const frameS = AAC_FRAME_SAMPLES / audio.sampleRateHz;
  const shortestS = Math.max(audioEndS - frameS, videoEndS - longestIntervalS);
  const longestS = Math.max(durationS, audioEndS + PADDING_FRAMES * frameS);
  return {
    min: expectedFragments(segmentS, shortestS - joinedS),
    max: expectedFragments(segmentS, longestS - joinedS),
  };
}

/** The number of fragments that were seen, where it is possible; else the nearest possible one. */
export function countNearest({ min, max }: FragmentCount, seen: number): number {
  return Math.min(max, Math.max(min, seen));
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
