import {
  audioOf,
  compareFrames,
  type DecodedMedia,
  type DubbedWindow,
  decodeMedia,
  type FrameMapping,
  hearWindow,
  locateSound,
  measureAvSync,
  probeMedia,
  videoOf,
} from '../../harness/media/index.ts';
import type { DubbedFragment } from './dubbed-fragments.ts';
import type { CapturedOutput, OutputMeasurement } from './output-measurement.ts';
import type { SoundCache } from './sound-cache.ts';

const DECODE_WITHIN_MS = 60_000;
/** Timestamps of a container may be whole milliseconds. */
const ROUNDING_S = 0.001;

/** What the output is measured against: the clip, and each window as it went to the STS service and came back. */
export interface OutputReference {
  readonly clip: DecodedMedia;
  readonly windows: readonly DubbedWindow[];
}

/**
 * Decodes what the output will be compared with. Needs nothing of the output, so it can be done while that is still
 * on air.
 *
 * @param sounds the fragments' audio
 */
export async function prepareReference(
  clipFile: string,
  fragments: readonly DubbedFragment[],
  sounds: SoundCache,
  signal: AbortSignal,
): Promise<OutputReference> {
  const clip = await decodeMedia(clipFile, { signal, withinMs: DECODE_WITHIN_MS });
  const windows: DubbedWindow[] = [];
  for (const fragment of fragments) {
    if (fragment.dubbed === undefined) continue;
    const [original, dubbed] = await Promise.all([
      sounds.decode(fragment.original.path),
      sounds.decode(fragment.dubbed.path),
    ]);
    const source = locateSound(original, clip.audio, fragment.startS);
    windows.push({ sequence: fragment.sequenceNumber, original, dubbed, source });
  }
  return { clip, windows };
}

/** How the capture came to be. */
export interface CaptureOrigin {
  /** A reader joins late: the windows that began before are not judged. */
  readonly by: CapturedOutput['by'];
  /** Length of the slate that the clip begins with: a reader's capture is as long as what is left after it. */
  readonly leadInS: number;
  /** Its picture and sound, when they were decoded while it grew. */
  readonly decoded?: Promise<DecodedMedia> | undefined;
}

/**
 * Measures the recorded output: codecs, length, every frame, what is heard in each window, A/V sync.
 *
 */
export async function measureOutput(
  captureFile: string,
  reference: OutputReference,
  signal: AbortSignal,
  { by, leadInS, decoded }: CaptureOrigin,
): Promise<OutputMeasurement> {
  const options = { signal, withinMs: DECODE_WITHIN_MS };
  const [probe, capture] = await Promise.all([
    probeMedia(captureFile, options),
    decoded ?? decodeMedia(captureFile, options),
  ]);
  const { mapping, ...frames } = compareFrames(reference.clip.frames, capture.frames);
  const joinedS = mapping.pairs[0]?.referencePtsS ?? Number.POSITIVE_INFINITY;
  const isWhole = ({ source }: DubbedWindow): boolean =>
    by === 'recording' || (source.found && source.startS >= joinedS);
  const windows = reference.windows.filter(isWhole);
  const heard = windows.map((window) => hearWindow(window, mapping, capture.audio));
  const sync = measureAvSync(heard);
  return {
    videoCodec: videoOf(probe)?.codec ?? null,
    audioCodec: audioOf(probe)?.codec ?? null,
    // A reader gets packets before it gets a picture that it can show.
    durationS:
      (by === 'recording' ? probe.format.durationS : shownS(framesFrom(leadInS, capture.frames, mapping))) ??
      null,
    frames: { ...frames, reference: frames.referenceCount },
    windowsMissed: reference.windows.length - windows.length,
    windows: heard.map(({ sequence, heard, dubbedCoefficient, originalCoefficient, levelDbfs }, index) => {
      const window = sync.windows[index];
      return {
        sequence,
        heard,
        dubbedCoefficient,
        originalCoefficient,
        levelDbfs: levelDbfs ?? null,
        deltaMs: window?.measured === true ? window.deltaMs : null,
        ...(window?.measured === false ? { notMeasuredBecause: window.reason } : {}),
      };
    }),
    avSync: {
      n: sync.n,
      medianMs: sync.figures?.medianMs ?? null,
      minMs: sync.figures?.minMs ?? null,
      maxMs: sync.figures?.maxMs ?? null,
    },
  };
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
 * From the first picture that can be shown to the end of the last. The first one's own time is left aside: MediaMTX
 * hands it to a late RTMP reader with the time at which that one joined.
 */
function shownS(frames: DecodedMedia['frames']): number | undefined {
  const [second, last, beforeLast] = [frames[1], frames.at(-1), frames.at(-2)];
  if (second === undefined || last === undefined || beforeLast === undefined) return undefined;
  const frameS = last.ptsS - beforeLast.ptsS;
  return last.ptsS - second.ptsS + 2 * frameS;
}
