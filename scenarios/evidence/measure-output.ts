import {
  audioOf,
  compareFrames,
  type DecodedMedia,
  type DubbedWindow,
  decodeMedia,
  hearWindow,
  locateSound,
  measureAvSync,
  probeMedia,
  videoOf,
} from '../../harness/media/index.ts';
import type { DubbedFragment } from './dubbed-fragments.ts';
import type { OutputMeasurement } from './output-measurement.ts';
import type { SoundCache } from './sound-cache.ts';

const DECODE_WITHIN_MS = 60_000;

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

/**
 * Measures the recorded output: codecs, length, every frame, what is heard in each window, A/V sync.
 *
 * @param decoded the capture's picture and sound, when they were decoded while it grew
 */
export async function measureOutput(
  captureFile: string,
  reference: OutputReference,
  signal: AbortSignal,
  decoded?: Promise<DecodedMedia>,
): Promise<OutputMeasurement> {
  const options = { signal, withinMs: DECODE_WITHIN_MS };
  const [probe, capture] = await Promise.all([
    probeMedia(captureFile, options),
    decoded ?? decodeMedia(captureFile, options),
  ]);
  const { mapping, ...frames } = compareFrames(reference.clip.frames, capture.frames);
  const heard = reference.windows.map((window) => hearWindow(window, mapping, capture.audio));
  const sync = measureAvSync(heard);
  return {
    videoCodec: videoOf(probe)?.codec ?? null,
    audioCodec: audioOf(probe)?.codec ?? null,
    durationS: probe.format.durationS ?? null,
    frames: { ...frames, reference: frames.referenceCount },
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
