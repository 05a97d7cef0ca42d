import { execa } from 'execa';
import { z } from 'zod';

const PROBE_TIMEOUT_MS = 5000;

const probeSchema = z.object({
  streams: z.array(z.looseObject({ codec_type: z.string(), codec_name: z.string().default('unknown') })),
});
const videoSchema = z.object({ codec_name: z.string(), width: z.number(), height: z.number() });
const audioSchema = z.object({
  codec_name: z.string(),
  sample_rate: z.coerce.number(),
  channels: z.number(),
});

/** The tracks of a source. */
export interface SourceInfo {
  readonly video: { readonly codec: string; readonly width: number; readonly height: number };
  /** `undefined` for a source without audio. */
  readonly audio:
    | { readonly codec: string; readonly sampleRateHz: number; readonly channels: number }
    | undefined;
}

/** The worker cannot dub this source. */
export class SourceRefusedError extends Error {
  override readonly name = 'SourceRefusedError';
  readonly code = 'SOURCE_REFUSED';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`cannot dub this stream: ${reason}`, options);
    this.reason = reason;
  }
}

/**
 * Detects codecs, sample rate and channels from the first bytes of a recording.
 *
 * @throws {SourceRefusedError} when there is no video, or the output cannot carry its codec
 */
export async function probeSource(head: Buffer, signal: AbortSignal): Promise<SourceInfo> {
  const result = await execa(
    'ffprobe',
    ['-v', 'error', '-of', 'json', '-show_streams', '-f', 'mp4', '-i', 'pipe:0'],
    { input: head, reject: false, timeout: PROBE_TIMEOUT_MS, cancelSignal: signal },
  );
  signal.throwIfAborted();
  if (result.failed) {
    const output = result.stderr === '' ? '' : ` (${result.stderr.trim().replaceAll('\n', ' | ')})`;
    throw new SourceRefusedError(`ffprobe failed: ${result.shortMessage}${output}`, { cause: result });
  }
  const { streams } = probeSchema.parse(JSON.parse(result.stdout));
  const found =
    streams.map((stream) => `${stream.codec_type} ${stream.codec_name}`).join(', ') || 'no tracks';
  const streamOf = (kind: string) => streams.find(({ codec_type }) => codec_type === kind);
  if (streamOf('video') === undefined) throw new SourceRefusedError(`it has no video (found: ${found})`);
  const video = videoSchema.parse(streamOf('video'));
  const audio = audioSchema.optional().parse(streamOf('audio'));
  // ffmpeg 5.1 writes no other current video codec to FLV; enhanced RTMP came with 6.1.
  if (video.codec_name !== 'h264') {
    throw new SourceRefusedError(`the RTMP output supports only H.264 video (found: ${found})`);
  }
  return {
    video: { codec: video.codec_name, width: video.width, height: video.height },
    audio: audio && { codec: audio.codec_name, sampleRateHz: audio.sample_rate, channels: audio.channels },
  };
}
