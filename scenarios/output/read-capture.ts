import { join } from 'node:path';
import { HarnessError } from '../../harness/engine/index.ts';
import {
  type DecodedMedia,
  joinRecordings,
  locateRecording,
  measureAudioOffset,
  type RecordedMedia,
  readRecording,
} from '../../harness/media/index.ts';
import type { CapturedOutput } from '../../harness/run-data/captured-output.ts';
import type { Seam } from '../../harness/run-data/output-measurement.ts';

const READ_WITHIN_MS = 60_000;

/** A publication of the output has no frame of the clip, so its position is unknown. */
class PublicationUnknownError extends HarnessError {
  constructor(path: string) {
    super(`${path} contains no frame of what was published, so its position in the output is unknown`, {
      code: 'PUBLICATION_UNKNOWN',
      fault: 'PRODUCT',
    });
  }
}

export interface ReadCaptureOptions {
  /** Run folder. */
  readonly folder: string;
  /** Frames of what was published. */
  readonly reference: DecodedMedia['frames'];
  readonly signal: AbortSignal;
  /** The capture, if it was decoded while being written. Requires an output with a single publication. */
  readonly decoded: Promise<DecodedMedia> | undefined;
}

/** The output as received by a viewer who reconnects each time, and the places at which it was republished. */
export interface ReadCapture {
  readonly recording: RecordedMedia;
  readonly seams: readonly Seam[];
  /** Each publication, when there are several. */
  readonly publications: readonly RecordedMedia[];
}

interface Publication {
  readonly path: string;
  /** Start on the clock of its publisher. */
  readonly startS?: number | undefined;
}

/** Each file of a capture, in order. */
export function publicationsOf({ path, publications }: CapturedOutput): readonly Publication[] {
  return publications ?? [{ path }];
}

/**
 * Reads a capture. Its publications are joined by their frames, on the clock of the first one.
 *
 * @throws {HarnessError} PUBLICATION_UNKNOWN
 */
export async function readCapture(
  capture: CapturedOutput,
  { folder, reference, signal, decoded }: ReadCaptureOptions,
): Promise<ReadCapture> {
  const published = publicationsOf(capture);
  const options = { signal, withinMs: READ_WITHIN_MS };
  const recordings = await Promise.all(
    // `decoded` is one publication. If there are several, it is unknown which.
    published.map(({ path }) =>
      readRecording(join(folder, path), options, published.length === 1 ? decoded : undefined),
    ),
  );
  const [first, ...later] = recordings;
  if (first === undefined) throw new PublicationUnknownError(capture.path);
  const seams: Seam[] = [];
  let recording = first;
  for (const [index, next] of later.entries()) {
    const [before, after] = [published[0], published[index + 1]];
    const place = locateRecording(reference, recording.decoded.frames, next.decoded.frames);
    if (place === undefined) throw new PublicationUnknownError(after?.path ?? capture.path);
    const { startS, repeatedFrames, missingFrames } = place;
    const audio = measureAudioOffset(recording.decoded.audio, next.decoded.audio, startS);
    const timestampS = (after?.startS ?? Number.NaN) - (before?.startS ?? Number.NaN);
    seams.push({
      ...{ atS: startS, repeatedFrames, missingFrames },
      ...(audio.measured
        ? { audioShiftMs: audio.offsetS * 1000 }
        : { audioShiftMs: null, notMeasuredReason: audio.reason }),
      timestampShiftMs: Number.isNaN(timestampS) ? null : (timestampS - startS) * 1000,
    });
    recording = joinRecordings(recording, next, startS);
  }
  return { recording, seams, publications: later.length === 0 ? [] : recordings };
}
