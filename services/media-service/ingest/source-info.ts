import { execa } from 'execa';
import { z } from 'zod';

const PROBE_TIMEOUT_MS = 5000;

const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().default('unknown'),
      channels: z.number().int().optional(),
      sample_rate: z.coerce.number().optional(),
      width: z.number().int().optional(),
      height: z.number().int().optional(),
    }),
  ),
});

/** What a stream's publisher sends. */
export interface SourceInfo {
  readonly video: { readonly codec: string; readonly width: number; readonly height: number };
  readonly audio: { readonly codec: string; readonly sampleRateHz: number; readonly channels: number };
}

/** A source that this worker cannot dub. */
export class SourceRefusedError extends Error {
  override readonly name = 'SourceRefusedError';
  readonly code = 'SOURCE_REFUSED';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`this stream cannot be dubbed: ${reason}`, options);
    this.reason = reason;
  }
}

/**
 * Reads codecs, rate and channels from the first bytes of a recording.
 *
 * @throws {SourceRefusedError} when there is no audio, no video, or video that RTMP cannot carry
 */
export async function probeSource(head: Buffer, signal: AbortSignal): Promise<SourceInfo> {
  const result = await execa(
    'ffprobe',
    ['-v', 'error', '-of', 'json', '-show_streams', '-f', 'mp4', '-i', 'pipe:0'],
    {
      input: head,
      reject: false,
      timeout: PROBE_TIMEOUT_MS,
      cancelSignal: signal,
    },
  );
  signal.throwIfAborted();
  if (result.exitCode !== 0)
    throw new SourceRefusedError(`ffprobe cannot read it: ${result.stderr}`, { cause: result });
  const { streams } = probeSchema.parse(JSON.parse(result.stdout));
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const found =
    streams.map((stream) => `${stream.codec_type} ${stream.codec_name}`).join(', ') || 'no stream at all';
  if (audio === undefined) throw new SourceRefusedError(`it has no audio (found: ${found})`);
  if (video === undefined) throw new SourceRefusedError(`it has no video (found: ${found})`);
  // ffmpeg 5.1 writes no other video codec of today into FLV; enhanced RTMP came with 6.1.
  if (video.codec_name !== 'h264') {
    throw new SourceRefusedError(`the output is RTMP and carries H.264 video only (found: ${found})`);
  }
  return {
    video: { codec: video.codec_name, width: video.width ?? 0, height: video.height ?? 0 },
    audio: { codec: audio.codec_name, sampleRateHz: audio.sample_rate ?? 0, channels: audio.channels ?? 1 },
  };
}
