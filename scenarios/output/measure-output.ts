import type { DubLevel } from '../../harness/environments/index.ts';
import {
  type AudioPlacement,
  audioOf,
  type ChannelAudio,
  channelsOf,
  classifyChannels,
  classifySegmentAudio,
  compareFrames,
  cutPcm,
  type DecodedMedia,
  type DubbedSegment,
  decodeMedia,
  durationOf,
  type FrameMapping,
  joinDecoded,
  locateAudio,
  longestPacketInterval,
  matchingGainDb,
  measureAvSync,
  measureVideoClock,
  type Pcm,
  type RecordedMedia,
  type SegmentAudio,
  type SegmentSync,
  videoOf,
} from '../../harness/media/index.ts';
import { CHANNELS } from '../../harness/run-data/channel.ts';
import type {
  OutputMeasurement,
  Seam,
  SegmentMeasurement,
} from '../../harness/run-data/output-measurement.ts';
import type { ClipPart } from '../../harness/run-data/published-clip.ts';
import type { AudioCache } from '../evidence/audio-cache.ts';
import type { Segment } from '../evidence/segments.ts';
import { changesOf, whyUnplaceable } from './clip-limits.ts';

/** In addition to the length of the media: they are decoded much faster than in real time. */
const DECODE_WITHIN_MS = 60_000;
/** Timestamps of a container may be whole milliseconds. */
const ROUNDING_S = 0.001;
/** Audio and video may start and end up to one frame apart, and a recorder drops a frame. */
const EDGE_S = 0.1;
/** How many segments before and after one are searched for its audio. */
const NEIGHBOURS = 3;

/** What the output is compared with: the clip, and the original and dubbed audio of each segment. */
export interface OutputReference {
  readonly clip: DecodedMedia;
  readonly segments: readonly ReferenceSegment[];
}

/** A segment, and why the clip allows no A/V offset for it, if it does not. */
export interface ReferenceSegment extends DubbedSegment {
  readonly clipReason?: string;
}

/**
 * Decodes what the output will be compared with. It can run while the output is on air.
 *
 * @param parts what was published
 */
export async function prepareReference(
  parts: readonly ClipPart[],
  segments: readonly Segment[],
  cache: AudioCache,
  signal: AbortSignal,
): Promise<OutputReference> {
  const lengthMs = parts.reduce((sum, { durationS }) => sum + durationS * 1000, 0);
  const options = { signal, withinMs: DECODE_WITHIN_MS + lengthMs };
  const decoded = await Promise.all(parts.map(({ file }) => decodeMedia(file, options)));
  const clip = decoded.reduce((before, next, index) => joinDecoded(before, next, parts[index]?.startS ?? 0));
  return {
    clip,
    segments: await Promise.all(segments.map((segment) => decodeSegment(clip, segment, cache))),
  };
}

async function decodeSegment(
  clip: DecodedMedia,
  { sequence, startS, durationS, originalFile, dubbedFile }: Segment,
  cache: AudioCache,
): Promise<ReferenceSegment> {
  const [original, dubbed] = await Promise.all([
    originalFile === undefined ? cutPcm(clip.audio, startS, durationS) : cache.decode(originalFile),
    dubbedFile === undefined ? undefined : cache.decode(dubbedFile),
  ]);
  const unplaceable = whyUnplaceable(clip, { startS, durationS });
  const source: AudioPlacement =
    unplaceable?.by === 'audio'
      ? { found: false, reason: unplaceable.reason, similarity: 0 }
      : locateAudio(original, clip.audio, startS);
  return {
    ...{ sequence, original, source },
    ...(source.found && { originalChannels: cutPcm(clip.audio, source.startS, durationS) }),
    ...(dubbed === undefined ? {} : { dubbed }),
    // A segment that the clip does not show to be anywhere is taken to be where the worker states.
    ...(unplaceable === undefined ? {} : { clipReason: unplaceable.reason, nominalStartS: startS }),
  };
}

/** How the capture came about. */
export interface CaptureOrigin {
  /** The reader or the pipeline joined late: segments that started before are not measured. */
  readonly late: boolean;
  /** Length of the lead-in. The duration of a late capture is measured after it. */
  readonly leadInS: number;
  /** Where the output was republished. None by default. */
  readonly seams?: readonly Seam[];
  /** The level at which dubbed audio must be aired. `keep` by default. */
  readonly dubLevel?: DubLevel;
  /** Each publication, when there are several. */
  readonly publications?: readonly RecordedMedia[];
}

/** Measures the captured output: codecs, duration, every frame, the audio of each segment, A/V sync. */
export function measureOutput(
  { probe, decoded: capture }: RecordedMedia,
  reference: OutputReference,
  { late, leadInS, seams = [], publications = [], dubLevel = 'keep' }: CaptureOrigin,
): OutputMeasurement {
  const { mapping, referenceCount, firstDifferences, ...counts } = compareFrames(
    reference.clip.frames,
    capture.frames,
  );
  const joinedS = mapping.pairs[0]?.referencePtsS ?? Number.POSITIVE_INFINITY;
  const isWhole = ({ source, nominalStartS = Number.NEGATIVE_INFINITY }: DubbedSegment): boolean =>
    !late || (source.found ? source.startS : nominalStartS) >= joinedS;
  const segments = reference.segments.filter(isWhole);
  const placed = publications.map(({ decoded: { frames, audio } }): PlacedCapture => {
    return { mapping: compareFrames(reference.clip.frames, frames).mapping, audio };
  });
  const { classified, channels, replacements } = classifyAll(
    segments,
    { mapping, audio: capture.audio },
    placed,
  );
  const sync = measureAvSync(classified);
  const [video, audio] = [videoOf(probe), audioOf(probe)];
  // A reader receives packets before the first frame that it can show.
  const shown = late ? framesAfter(leadInS, capture.frames, mapping).slice(1) : capture.frames;
  return {
    videoCodec: video?.codec ?? null,
    audioCodec: audio?.codec ?? null,
    durationS: (late ? shownS(shown) : probe.format.durationS) ?? null,
    longestGaps: {
      video: longestGapIn(video?.packetTimesS, shown),
      audio: longestGapIn(audio?.packetTimesS, shown),
    },
    frameSize: video === undefined ? null : { width: video.width, height: video.height },
    videoClock: videoClockOf(mapping, late),
    audio: audio === undefined ? null : { sampleRateHz: audio.sampleRateHz, channels: audio.channels },
    audioEdges: audioEdgesOf(video?.packetTimesS, audio?.packetTimesS),
    frames: { ...counts, reference: referenceCount, firstDifferences: [...firstDifferences] },
    clipChanges: changesOf(reference.clip.frames),
    seams: [...seams],
    segmentsMissed: reference.segments.length - segments.length,
    segments: classified.map((segment, index) => ({
      ...segmentMeasurement(segment, segments[index], sync.segments[index], replacements[index]),
      expectedGainDb: expectedGainDb(segment, segments[index], { dubLevel, capture: capture.audio }),
      ...channelMeasurements(channels[index] ?? []),
    })),
    avSync: {
      n: sync.n,
      medianMs: sync.figures?.medianMs ?? null,
      minMs: sync.figures?.minMs ?? null,
      maxMs: sync.figures?.maxMs ?? null,
    },
  };
}

/** Video and audio on one clock. */
interface PlacedCapture {
  readonly mapping: FrameMapping;
  readonly audio: Pcm;
}

/**
 * Classifies the audio of each segment, in the last publication that contains all of it.
 *
 * @returns also the neighbouring segment whose dubbed audio replaces that of a segment
 */
function classifyAll(
  segments: readonly ReferenceSegment[],
  whole: PlacedCapture,
  publications: readonly PlacedCapture[],
): { classified: SegmentAudio[]; channels: ChannelAudio[][]; replacements: (DubbedSegment | undefined)[] } {
  const placeOf = (segment: DubbedSegment): PlacedCapture =>
    publications.findLast((one) => contains(one, segment)) ?? whole;
  const classify = (segment: DubbedSegment): SegmentAudio => {
    const { mapping, audio } = placeOf(segment);
    return classifySegmentAudio(segment, mapping, audio);
  };
  const classified = segments.map(classify);
  const channels = segments.map((segment, index) => {
    const startS = classified[index]?.startS;
    return startS === undefined ? [] : classifyChannels(segment, placeOf(segment).audio, startS);
  });
  const replacements = segments.map((segment, index) => {
    if (classified[index]?.content !== 'other') return undefined;
    const near = segments.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
    return near.find(
      ({ dubbed }) => dubbed !== undefined && classify({ ...segment, dubbed }).content === 'dubbed',
    );
  });
  return { classified, channels, replacements };
}

function segmentMeasurement(
  { sequence, content, ...measured }: SegmentAudio,
  reference: ReferenceSegment | undefined,
  sync: SegmentSync | undefined,
  replacement: DubbedSegment | undefined,
): Omit<SegmentMeasurement, 'expectedGainDb' | 'channels'> {
  const { levelDbfs = null, bleedThrough = null, speed = null, fidelity } = measured;
  return {
    ...{ sequence, audio: content, levelDbfs, bleedThrough, speed },
    dubbedSimilarity: reference?.dubbed === undefined ? null : measured.dubbedSimilarity,
    originalSimilarity: content === 'unknown' ? null : measured.originalSimilarity,
    fidelity: fidelity === undefined ? null : fidelityMeasurement(fidelity),
    otherSegment: replacement?.sequence ?? null,
    offsetMs: sync?.measured === true ? sync.offsetMs : null,
    ...(sync?.measured === false ? { notMeasuredReason: sync.reason } : {}),
    ...(sync?.measured === false && reference?.clipReason !== undefined
      ? { clipReason: reference.clipReason }
      : {}),
  };
}

/** The level of the aired audio relative to its source: that of a dub, unless it must be as loud as its original, is 0. */
function expectedGainDb(
  { content }: SegmentAudio,
  segment: DubbedSegment | undefined,
  { dubLevel, capture }: { readonly dubLevel: DubLevel; readonly capture: Pcm },
): number {
  if (content === 'original' || dubLevel === 'keep' || segment?.dubbed === undefined) return 0;
  return matchingGainDb(
    segment.dubbed,
    segment.originalChannels ?? segment.original,
    channelsOf(capture).length,
  );
}

function channelMeasurements(found: readonly ChannelAudio[]): Pick<SegmentMeasurement, 'channels'> {
  if (found.length === 0) return {};
  const leftS = found[0]?.startS;
  const channels = found.map(
    ({ content, expected, isInverted, startS, fidelity, bleedThrough = null }, index) => ({
      ...{ channel: CHANNELS[index] ?? 'right', audio: content, expected, isInverted, bleedThrough },
      shiftMs: startS === undefined || leftS === undefined ? null : (startS - leftS) * 1000,
      fidelity: fidelity === undefined ? null : fidelityMeasurement(fidelity),
    }),
  );
  return { channels };
}

function fidelityMeasurement(
  fidelity: NonNullable<SegmentAudio['fidelity']>,
): SegmentMeasurement['fidelity'] {
  const { gainDb, mismatchS, mismatchAtS } = fidelity;
  return {
    gainDb: gainDb ?? null,
    mismatchMs: Math.round(mismatchS * 1000),
    mismatchAtMs: mismatchAtS === undefined ? null : Math.round(mismatchAtS * 1000),
  };
}

/** @param late the first frame's own time is ignored, see {@link shownS} */
function videoClockOf({ pairs }: FrameMapping, late: boolean): OutputMeasurement['videoClock'] {
  const clock = measureVideoClock(late ? pairs.slice(1) : pairs);
  return clock === undefined ? null : { speed: clock.speed, jitterMs: clock.jitterS * 1000 };
}

function audioEdgesOf(
  video: readonly number[] = [],
  audio: readonly number[] = [],
): OutputMeasurement['audioEdges'] {
  const [videoStartS, videoEndS] = [video[0], video.at(-1)];
  const [audioStartS, audioEndS] = [audio[0], audio.at(-1)];
  if (videoStartS === undefined || videoEndS === undefined) return null;
  if (audioStartS === undefined || audioEndS === undefined) return null;
  return { startMs: (audioStartS - videoStartS) * 1000, endMs: (audioEndS - videoEndS) * 1000 };
}

/** Whether a publication contains all of a segment. A publication may start and end in the middle of one. */
function contains({ mapping: { pairs } }: PlacedCapture, { source, original }: DubbedSegment): boolean {
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!source.found || first === undefined || last === undefined) return false;
  const endS = source.startS + durationOf(original);
  return first.referencePtsS < source.startS + EDGE_S && last.referencePtsS > endS - EDGE_S;
}

/** The captured frames after the lead-in, when the end of the lead-in is in the capture. Otherwise all of them. */
function framesAfter(
  leadInS: number,
  frames: DecodedMedia['frames'],
  mapping: FrameMapping,
): DecodedMedia['frames'] {
  const clipStartS = leadInS === 0 ? undefined : mapping.candidateTimeOf(leadInS);
  if (clipStartS === undefined) return frames;
  return frames.filter(({ ptsS }) => ptsS >= clipStartS - ROUNDING_S);
}

/**
 * How long frames are shown.
 *
 * @param frames without the first one, whose time is wrong: MediaMTX gives it to a late RTMP reader with the time at
 *   which that reader joined
 */
function shownS(frames: DecodedMedia['frames']): number | undefined {
  const [first, last, beforeLast] = [frames[0], frames.at(-1), frames.at(-2)];
  if (first === undefined || last === undefined || beforeLast === undefined) return undefined;
  const frameS = last.ptsS - beforeLast.ptsS;
  return last.ptsS - first.ptsS + 2 * frameS;
}

/** The longest gap between packets of a track from the first of the frames on. */
function longestGapIn(
  timesS: readonly number[] = [],
  frames: DecodedMedia['frames'],
): { durationMs: number; atS: number } | null {
  const fromS = frames[0]?.ptsS ?? Number.NEGATIVE_INFINITY;
  const gap = longestPacketInterval(timesS.filter((timeS) => timeS >= fromS - ROUNDING_S));
  return gap === undefined ? null : { durationMs: gap.durationS * 1000, atS: gap.atS };
}
