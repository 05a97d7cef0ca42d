import { readTracks, type Track } from '../mp4/movie.ts';
import { trackSpan } from '../mp4/mp4-fragment.ts';
import { NotARecordingError, type RecordingPart, splitRecording } from '../mp4/split-recording.ts';
import { type ProbedSource, type ProbeOptions, probeSource, SourceRefusedError } from './source-info.ts';

const PART_NAMES: Readonly<Record<RecordingPart['kind'], string>> = {
  index: 'the index',
  mp4Fragment: 'an MP4 fragment',
};

/** A source whose head has been probed. */
export interface OpenSource extends ProbedSource {
  readonly tracks: readonly Track[];
  readonly videoTrack: Track;
  /** Time of its first frame or sample, on its own clock. */
  readonly startS: number;
  /** The initialisation segment that a reader needs before any MP4 fragment. */
  readonly index: Buffer;
  /** All MP4 fragments, including the first. */
  readonly mp4Fragments: AsyncGenerator<RecordingPart, void, undefined>;
}

/**
 * Probes the head of a recording.
 *
 * @param chunks the recording's bytes; closed when this throws
 * @throws {SourceRefusedError}
 */
export async function openSource(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  signal: AbortSignal,
  options?: ProbeOptions,
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
    if (done === true) {
      const what = `the recording ended after ${bytesRead} bytes, before any media`;
      // MediaMTX creates the file before it checks whether it can describe the tracks, such as AAC with three channels.
      throw new SourceRefusedError(
        bytesRead === 0 ? `${what}: MediaMTX wrote nothing to it, and its log has the reason` : what,
      );
    }
    if (part.kind !== kind)
      throw new SourceRefusedError(
        `the recording has ${PART_NAMES[part.kind]} where ${PART_NAMES[kind]} was expected`,
      );
    return part;
  };
  try {
    const index = await next('index');
    const first = await next('mp4Fragment');
    const tracks = readTracks(index.bytes);
    const probed = await probeSource(Buffer.concat([index.bytes, first.bytes]), signal, options);
    const videoTrack = tracks.find(({ kind }) => kind === 'video');
    if (videoTrack === undefined) throw new SourceRefusedError('the index contains no video track');
    const startTimes = tracks.flatMap((track) => trackSpan(first.bytes, track)?.startS ?? []);
    const startS = Math.min(...startTimes);
    return {
      ...probed,
      tracks,
      videoTrack,
      startS,
      index: index.bytes,
      mp4Fragments: startingWith(first, parts),
    };
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
