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
import type { CapturedOutput, Seam } from './output-measurement.ts';

const READ_WITHIN_MS = 60_000;

/** A publication of the output shows nothing of what was published: it has no place in it. */
class PublicationUnknownError extends HarnessError {
  constructor(path: string) {
    super(`no picture of what was published is in ${path}: its place in the output is not known`, {
      code: 'PUBLICATION_UNKNOWN',
      fault: 'PRODUCT',
    });
  }
}

export interface ReadCaptureOptions {
  /** Run folder. */
  readonly folder: string;
  /** The pictures that there may be. */
  readonly reference: DecodedMedia['frames'];
  readonly signal: AbortSignal;
  /** Its picture and sound, when they were decoded while it grew. */
  readonly decoded: Promise<DecodedMedia> | undefined;
}

/** The output as a viewer gets it who is there again each time, and where it was published again. */
export interface ReadCapture {
  readonly recording: RecordedMedia;
  readonly seams: readonly Seam[];
  /** Each of the times that it was published, where that was more than once. */
  readonly publications: readonly RecordedMedia[];
}

/** A publication, and when it begins on its publisher's clock. */
interface Publication {
  readonly path: string;
  readonly startS?: number | undefined;
}

/** Each file of a capture, in order. */
export function publicationsOf({ path, publications }: CapturedOutput): readonly Publication[] {
  return publications ?? [{ path }];
}

/**
 * Reads a capture. The times that it was published are joined by their pictures, on the clock of the first one.
 *
 * @throws {HarnessError} PUBLICATION_UNKNOWN
 */
export async function readCapture(
  capture: CapturedOutput,
  options: ReadCaptureOptions,
): Promise<ReadCapture> {
  const { folder, reference, signal, decoded } = options;
  const published = publicationsOf(capture);
  const recordings = await Promise.all(
    published.map(({ path }) =>
      readRecording(join(folder, path), { signal, withinMs: READ_WITHIN_MS }, decoded),
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
    const sound = measureAudioOffset(recording.decoded.audio, next.decoded.audio, startS);
    const toldS = (after?.startS ?? Number.NaN) - (before?.startS ?? Number.NaN);
    seams.push({
      ...{ atS: startS, repeatedFrames, missingFrames },
      ...(sound.measured
        ? { soundOffMs: sound.offsetS * 1000 }
        : { soundOffMs: null, notMeasuredBecause: sound.reason }),
      clockOffMs: Number.isNaN(toldS) ? null : (toldS - startS) * 1000,
    });
    recording = joinRecordings(recording, next, startS);
  }
  return { recording, seams, publications: later.length === 0 ? [] : recordings };
}
