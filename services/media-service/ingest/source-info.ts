import { execa } from 'execa';
import { z } from 'zod';
import { type CodecTreatment, codecsRecorded } from './codecs.ts';

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

/** A track of a recording. */
export interface RecordedTrack {
  readonly kind: string;
  /** ffmpeg's name. */
  readonly codec: string;
}

export interface ProbedSource {
  readonly info: SourceInfo;
  /** All tracks, including those that are not used. */
  readonly recorded: readonly RecordedTrack[];
}

export interface ProbeOptions {
  /** Whether MediaMTX has recorded it. True by default. */
  readonly isRecording?: boolean;
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
 * @throws {SourceRefusedError} when there is no video, the output cannot carry its codec, or the audio is not supported
 */
export async function probeSource(
  head: Buffer,
  signal: AbortSignal,
  { isRecording = true }: ProbeOptions = {},
): Promise<ProbedSource> {
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
  const recorded = streams.map(({ codec_type: kind, codec_name: codec }) => ({ kind, codec }));
  const found = recorded.map(({ kind, codec }) => `${kind} ${codec}`).join(', ') || 'no tracks';
  const streamOf = (kind: string) => streams.find(({ codec_type }) => codec_type === kind);
  const [videoStream, audioStream] = [streamOf('video'), streamOf('audio')];
  if (videoStream === undefined) throw new SourceRefusedError(`it has no video (found: ${found})`);
  if (!isTreated('copied', 'video', videoStream.codec_name))
    throw new SourceRefusedError(
      `the RTMP output supports only H.264 video (found: ${found}); publish the video as H.264`,
    );
  if (audioStream !== undefined && !isTreated('dubbed', 'audio', audioStream.codec_name))
    throw new SourceRefusedError(
      `its audio codec is not supported (found: ${found}); publish the audio as AAC`,
    );
  const fault = audioStream && codecsRecorded('audio', audioStream.codec_name)[0]?.recordingFault;
  if (isRecording && fault !== undefined)
    throw new SourceRefusedError(
      `${fault} (found: ${found}); publish the audio as AAC, or read the source over RTMP (WORKER_INGEST=rtmp)`,
    );
  const video = videoSchema.parse(videoStream);
  const audio = audioSchema.optional().parse(audioStream);
  return {
    info: {
      video: { codec: video.codec_name, width: video.width, height: video.height },
      audio: audio && { codec: audio.codec_name, sampleRateHz: audio.sample_rate, channels: audio.channels },
    },
    recorded,
  };
}

function isTreated(as: CodecTreatment, kind: string, codec: string): boolean {
  return codecsRecorded(kind, codec).some(({ treatment }) => treatment === as);
}
