import { trackSpan } from '../mp4/media-fragment.ts';
import { readTracks, type Track } from '../mp4/movie.ts';
import { NotARecordingError, type RecordingPart, splitRecording } from '../mp4/split-recording.ts';
import { probeSource, type SourceInfo, SourceRefusedError } from './source-info.ts';

/** A recording whose beginning has been looked at. */
export interface OpenSource {
  readonly info: SourceInfo;
  readonly tracks: readonly Track[];
  readonly videoTrack: Track;
  /** When the first thing is seen or heard, on the clock of its times. */
  readonly beginsS: number;
  /** What a reader needs before the first fragment, wherever it begins. */
  readonly index: Buffer;
  /** From the first one on. */
  readonly fragments: AsyncGenerator<RecordingPart, void, undefined>;
}

/**
 * Looks at the beginning of a recording before anything is started for it.
 *
 * @param chunks the recording's bytes as they come; closed when this throws
 * @throws {SourceRefusedError}
 */
export async function openSource(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  signal: AbortSignal,
): Promise<OpenSource> {
  let bytesRead = 0;
  const counted = (async function* () {
    for await (const chunk of chunks) {
      bytesRead += chunk.length;
      yield chunk;
    }
  })();
  const parts = splitRecording(counted);
  const next = async (kind: RecordingPart['kind']): Promise<RecordingPart> => {
    const { value: part, done } = await parts.next();
    if (done === true) throw new SourceRefusedError(`it ended after ${bytesRead} bytes, before any media`);
    if (part.kind !== kind) throw new SourceRefusedError(`its recording has no ${kind} where one is due`);
    return part;
  };
  try {
    const index = await next('index');
    const first = await next('fragment');
    const tracks = readTracks(index.bytes);
    const info = await probeSource(Buffer.concat([index.bytes, first.bytes]), signal);
    const videoTrack = tracks.find(({ kind }) => kind === 'video');
    if (videoTrack === undefined) throw new SourceRefusedError('its index names no video track');
    const starts = tracks.flatMap((track) => trackSpan(first.bytes, track)?.startS ?? []);
    const beginsS = Math.min(...starts);
    return { info, tracks, videoTrack, beginsS, index: index.bytes, fragments: startingWith(first, parts) };
  } catch (error) {
    await parts.return();
    await chunks.return();
    throw error instanceof NotARecordingError
      ? new SourceRefusedError(error.message, { cause: error })
      : error;
  }
}

async function* startingWith(
  first: RecordingPart,
  rest: AsyncGenerator<RecordingPart, void, undefined>,
): AsyncGenerator<RecordingPart, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}
