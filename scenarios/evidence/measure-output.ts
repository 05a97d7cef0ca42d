import {
  audioOf,
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
  measureAvSync,
  measureVideoClock,
  type Pcm,
  type RecordedMedia,
  type SegmentAudio,
  type SegmentSync,
  videoOf,
} from '../../harness/media/index.ts';
import type { ClipPart } from './environment-output.ts';
import type { OutputMeasurement, Seam } from './output-measurement.ts';
import type { SoundCache } from './sound-cache.ts';
import type { WindowAudio } from './window-audio.ts';

const DECODE_WITHIN_MS = 60_000;
/** Timestamps of a container may be whole milliseconds. */
const ROUNDING_S = 0.001;
/** Sound and picture need not begin and end together, and a recorder drops a picture. */
const EDGE_S = 0.1;
/** How many windows before and after one are looked for in its place. */
const NEIGHBOURS = 3;

/** What the output is measured against: the clip, and each window as it is in it and as it came back dubbed. */
export interface OutputReference {
  readonly clip: DecodedMedia;
  readonly windows: readonly DubbedSegment[];
}

/**
 * Decodes what the output will be compared with. Needs nothing of the output, so it can be done while that is still
 * on air.
 *
 * @param parts what was published
 * @param sounds of the windows
 */
export async function prepareReference(
  parts: readonly ClipPart[],
  audio: readonly WindowAudio[],
  sounds: SoundCache,
  signal: AbortSignal,
): Promise<OutputReference> {
  const options = { signal, withinMs: DECODE_WITHIN_MS };
  const read = await Promise.all(parts.map(({ file }) => decodeMedia(file, options)));
  const clip = read.reduce((before, next, index) => joinDecoded(before, next, parts[index]?.startS ?? 0));
  const windows = await Promise.all(audio.map((window) => windowIn(clip, window, sounds)));
  return { clip, windows };
}

async function windowIn(
  clip: DecodedMedia,
  { sequence, startS, durationS, originalFile, dubbedFile }: WindowAudio,
  sounds: SoundCache,
): Promise<DubbedSegment> {
  const [original, dubbed] = await Promise.all([
    originalFile === undefined ? cutPcm(clip.audio, startS, durationS) : sounds.decode(originalFile),
    dubbedFile === undefined ? undefined : sounds.decode(dubbedFile),
  ]);
  const source = locateAudio(original, clip.audio, startS);
  return { sequence, original, source, ...(dubbed === undefined ? {} : { dubbed }) };
}

/** How the capture came to be. */
export interface CaptureOrigin {
  /** A reader joined late, or the pipeline did: the windows that began before are not judged. */
  readonly late: boolean;
  /** Length of the slate that the clip begins with: a late capture is as long as what is left after it. */
  readonly leadInS: number;
  /** Where it was published again. Nowhere by default. */
  readonly seams?: readonly Seam[];
  /** Each of the times that it was published. */
  readonly publications?: readonly RecordedMedia[];
}

/** Measures the recorded output: codecs, length, every frame, what is heard in each window, A/V sync. */
export function measureOutput(
  { probe, decoded: capture }: RecordedMedia,
  reference: OutputReference,
  { late, leadInS, seams = [], publications = [] }: CaptureOrigin,
): OutputMeasurement {
  const { mapping, ...frames } = compareFrames(reference.clip.frames, capture.frames);
  const joinedS = mapping.pairs[0]?.referencePtsS ?? Number.POSITIVE_INFINITY;
  const isWhole = ({ source }: DubbedSegment): boolean => !late || (source.found && source.startS >= joinedS);
  const windows = reference.windows.filter(isWhole);
  const whole: Hearing = { mapping, audio: capture.audio };
  const apart = publications.map(({ decoded: { frames: shown, audio } }): Hearing => {
    return { mapping: compareFrames(reference.clip.frames, shown).mapping, audio };
  });
  const hear = (window: DubbedSegment): SegmentAudio => {
    const hearing = apart.findLast((publication) => holds(publication, window)) ?? whole;
    return classifySegmentAudio(window, hearing.mapping, hearing.audio);
  };
  const heard = windows.map(hear);
  const insteads = windows.map((window, index) => {
    if (heard[index]?.content !== 'other') return undefined;
    const near = windows.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
    return near.find(
      ({ dubbed }) => dubbed !== undefined && hear({ ...window, dubbed }).content === 'dubbed',
    );
  });
  const sync = measureAvSync(heard);
  const [video, audio] = [videoOf(probe), audioOf(probe)];
  // A reader gets packets before it gets a picture that it can show.
  const shown = !late ? capture.frames : framesFrom(leadInS, capture.frames, mapping).slice(1);
  return {
    videoCodec: video?.codec ?? null,
    audioCodec: audio?.codec ?? null,
    durationS: (late ? shownS(shown) : probe.format.durationS) ?? null,
    longestSteps: {
      video: stepIn(video?.packetTimesS, shown),
      audio: stepIn(audio?.packetTimesS, shown),
    },
    pictureSize: video === undefined ? null : { width: video.width, height: video.height },
    pictureClock: clockOf(mapping, late),
    sound: audio === undefined ? null : { sampleRateHz: audio.sampleRateHz, channels: audio.channels },
    soundEdges: edgesOf(video?.packetTimesS, audio?.packetTimesS),
    frames: { ...frames, reference: frames.referenceCount },
    seams: [...seams],
    windowsMissed: reference.windows.length - windows.length,
    windows: heard.map((window, index) => windowOf(window, sync.segments[index], insteads[index])),
    avSync: {
      n: sync.n,
      medianMs: sync.figures?.medianMs ?? null,
      minMs: sync.figures?.minMs ?? null,
      maxMs: sync.figures?.maxMs ?? null,
    },
  };
}

function windowOf(
  { sequence, content: heard, ...window }: SegmentAudio,
  sync: SegmentSync | undefined,
  instead: DubbedSegment | undefined,
): OutputMeasurement['windows'][number] {
  const { dubbedSimilarity: dubbedCoefficient, originalSimilarity: originalCoefficient } = window;
  const { levelDbfs = null, bleedThrough: originalBeneath = null, speed = null, fidelity } = window;
  const { gainDb = null, mismatchS = 0, mismatchAtS } = fidelity ?? {};
  const differsAtMs = mismatchAtS === undefined ? null : Math.round(mismatchAtS * 1000);
  return {
    ...{ sequence, heard, dubbedCoefficient, originalCoefficient, levelDbfs, originalBeneath, speed },
    fidelity:
      fidelity === undefined ? null : { gainDb, differsMs: Math.round(mismatchS * 1000), differsAtMs },
    instead: instead?.sequence ?? null,
    deltaMs: sync?.measured === true ? sync.offsetMs : null,
    ...(sync?.measured === false ? { notMeasuredBecause: sync.reason } : {}),
  };
}

/** @param late then the first picture's own time is left aside, see {@link shownS} */
function clockOf({ pairs }: FrameMapping, late: boolean): OutputMeasurement['pictureClock'] {
  const clock = measureVideoClock(late ? pairs.slice(1) : pairs);
  return clock === undefined ? null : { speed: clock.speed, unevenMs: clock.jitterS * 1000 };
}

function edgesOf(
  pictures: readonly number[] = [],
  sound: readonly number[] = [],
): OutputMeasurement['soundEdges'] {
  const [pictureFromS, pictureToS] = [pictures[0], pictures.at(-1)];
  const [soundFromS, soundToS] = [sound[0], sound.at(-1)];
  if (pictureFromS === undefined || pictureToS === undefined) return null;
  if (soundFromS === undefined || soundToS === undefined) return null;
  return { beginsMs: (soundFromS - pictureFromS) * 1000, endsMs: (soundToS - pictureToS) * 1000 };
}

/** What can be seen and heard together. */
interface Hearing {
  readonly mapping: FrameMapping;
  readonly audio: Pcm;
}

/** Whether all of a window is there. What is published again begins and ends anywhere in one. */
function holds({ mapping: { pairs } }: Hearing, { source, original }: DubbedSegment): boolean {
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!source.found || first === undefined || last === undefined) return false;
  const endS = source.startS + durationOf(original);
  return first.referencePtsS < source.startS + EDGE_S && last.referencePtsS > endS - EDGE_S;
}

/** The captured frames of the clip: those after its slate, when it has one and its end is in the capture. */
function framesFrom(
  leadInS: number,
  frames: DecodedMedia['frames'],
  mapping: FrameMapping,
): DecodedMedia['frames'] {
  const clipStartsS = leadInS === 0 ? undefined : mapping.candidateTimeOf(leadInS);
  if (clipStartsS === undefined) return frames;
  return frames.filter(({ ptsS }) => ptsS >= clipStartsS - ROUNDING_S);
}

/**
 * How long the frames are shown.
 *
 * @param frames without the first one, whose own time is left aside: MediaMTX hands it to a late RTMP reader with the
 *   time at which that one joined
 */
function shownS(frames: DecodedMedia['frames']): number | undefined {
  const [first, last, beforeLast] = [frames[0], frames.at(-1), frames.at(-2)];
  if (first === undefined || last === undefined || beforeLast === undefined) return undefined;
  const frameS = last.ptsS - beforeLast.ptsS;
  return last.ptsS - first.ptsS + 2 * frameS;
}

/** The longest step of a stream from the first of the frames on. */
function stepIn(
  timesS: readonly number[] = [],
  frames: DecodedMedia['frames'],
): { durationMs: number; atS: number } | null {
  const fromS = frames[0]?.ptsS ?? Number.NEGATIVE_INFINITY;
  const step = longestPacketInterval(timesS.filter((timeS) => timeS >= fromS - ROUNDING_S));
  return step === undefined ? null : { durationMs: step.durationS * 1000, atS: step.atS };
}
