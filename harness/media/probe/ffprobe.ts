import { z } from 'zod';
import { MediaToolError } from '../ffmpeg/media-tool-error.ts';
import { runMediaTool } from '../ffmpeg/run-media-tool.ts';
import {
  type AudioStreamProbe,
  type FfprobeOutput,
  type FfprobeStream,
  ffprobeOutputSchema,
  type MediaProbe,
  type StreamProbe,
  type VideoStreamProbe,
} from './media-probe.ts';
import { type PacketExtent, packetExtents } from './packet-extent.ts';

export interface ProbeOptions {
  readonly signal: AbortSignal;
  /** How long it may take, in ms. A live stream needs some seconds. */
  readonly withinMs: number;
}

/**
 * Asks ffprobe what `source` holds: a file, or the `rtmp://` or `rtsp://` URL of a live stream. A file is read to its
 * end, so its durations and its frame count are measured; of a live stream only the codecs are known.
 *
 * Takes the system's ffprobe. Where there is none, the one of the package `ffprobe-static`, which is of 2018.
 *
 * @throws MediaToolError with the last lines that ffprobe wrote
 */
export async function probeMedia(source: string, options: ProbeOptions): Promise<MediaProbe> {
  const live = /^[a-z]+:\/\//.exec(source)?.[0];
  const task = `probe ${source}`;
  // The deadline is ours alone: ffprobe's own -timeout makes it listen for a publisher on an rtmp:// URL.
  const args = [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams'],
    ...(live === undefined ? ['-show_entries', 'packet=stream_index,pts_time,duration_time,flags'] : []),
    ...(live === 'rtsp://' ? ['-rtsp_transport', 'tcp'] : []),
    ...['-i', source],
  ];
  const run = (tool: string) => runMediaTool({ tool, args, task, ...options });
  const [output] = await run('ffprobe').catch(async (error: unknown) => {
    if (!(error instanceof MediaToolError) || error.code !== 'MEDIA_TOOL_MISSING') throw error;
    return run(await packagedFfprobe());
  });
  return toProbe(source, parse(output, task));
}

/** The first picture stream. */
export function videoOf(probe: MediaProbe): VideoStreamProbe | undefined {
  return probe.streams.find((stream) => stream.kind === 'video');
}

/** The first sound stream. */
export function audioOf(probe: MediaProbe): AudioStreamProbe | undefined {
  return probe.streams.find((stream) => stream.kind === 'audio');
}

async function packagedFfprobe(): Promise<string> {
  const { path } = await import('ffprobe-static');
  return path;
}

function parse(output: Uint8Array, task: string): FfprobeOutput {
  try {
    return ffprobeOutputSchema.parse(JSON.parse(Buffer.from(output).toString('utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new MediaToolError('MEDIA_TOOL_OUTPUT', reason, { tool: 'ffprobe', task }, cause);
  }
}

function toProbe(source: string, { format, streams, packets }: FfprobeOutput): MediaProbe {
  const extents = packetExtents(packets);
  const whole = [...extents.values()];
  const startS = whole.length > 0 ? Math.min(...whole.map((extent) => extent.startS)) : format.start_time;
  const durationS =
    whole.length > 0 ? Math.max(...whole.map((extent) => extent.endS)) - (startS ?? 0) : format.duration;
  return {
    source,
    format: { name: format.format_name, ...defined({ startS, durationS }) },
    streams: streams.map((stream) => toStreamProbe(stream, extents.get(stream.index))),
  };
}

function toStreamProbe(stream: FfprobeStream, extent: PacketExtent | undefined): StreamProbe {
  const { index, codec_name: codec, profile, width, height, sample_rate: sampleRateHz, channels } = stream;
  const startS = extent?.startS ?? stream.start_time;
  const durationS = extent === undefined ? stream.duration : extent.endS - extent.startS;
  const common = { index, codec, ...defined({ profile, startS, durationS, packetTimesS: extent?.timesS }) };
  if (stream.codec_type === 'video' && width !== undefined && height !== undefined) {
    const frameRate = stream.avg_frame_rate ?? stream.r_frame_rate;
    const optional = defined({ frameRate, frameCount: extent?.timesS.length });
    return { kind: 'video', ...common, width, height, hasBFrames: stream.has_b_frames > 0, ...optional };
  }
  if (stream.codec_type === 'audio' && sampleRateHz !== undefined && channels !== undefined) {
    return { kind: 'audio', ...common, sampleRateHz, channels };
  }
  return { kind: 'other', index, codec };
}

/** The fields that have a value. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
