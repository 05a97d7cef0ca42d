import { z } from 'zod';
import { liveInputArgs } from '../ffmpeg/live-input.ts';
import { MediaToolError, runMediaTool } from '../ffmpeg/run-media-tool.ts';
import {
  type AudioStreamProbe,
  type FfprobeOutput,
  type FfprobeStream,
  ffprobeOutputSchema,
  type MediaProbe,
  type StreamProbe,
  type VideoStreamProbe,
} from './media-probe.ts';

export interface ProbeOptions {
  readonly signal: AbortSignal;
  /** Time limit. A live stream needs some seconds. */
  readonly withinMs: number;
}

/**
 * Probes a file, or the `rtmp://` or `rtsp://` URL of a live stream, with ffprobe. Reads a file to its end to measure
 * its durations and frame count; of a live stream only the codecs are known.
 *
 * Uses the ffprobe of the system or, if there is none, that of the package `ffprobe-static`, which dates from 2018.
 *
 * @throws MediaToolError with the last lines that ffprobe wrote
 */
export async function probeMedia(source: string, options: ProbeOptions): Promise<MediaProbe> {
  const isLive = /^[a-z]+:\/\//.test(source);
  const task = `probe ${source}`;
  // The time limit is enforced here: ffprobe's -timeout makes it listen for a publisher on an rtmp:// URL.
  const args = [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams'],
    ...(isLive ? [] : ['-show_entries', 'packet=stream_index,pts_time,duration_time,flags']),
    ...liveInputArgs(source),
  ];
  const run = (tool: string) => runMediaTool({ tool, args, task, ...options });
  const [output] = await run('ffprobe').catch(async (error: unknown) => {
    if (!(error instanceof MediaToolError) || error.code !== 'MEDIA_TOOL_MISSING') throw error;
    return run(await packagedFfprobe());
  });
  return toProbe(source, parse(output, task));
}

/** The first video track. */
export function videoOf(probe: MediaProbe): VideoStreamProbe | undefined {
  return probe.streams.find((stream) => stream.kind === 'video');
}

/** The first audio track. */
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

/** The packets of a track on the presentation clock. */
interface PacketExtent {
  readonly startS: number;
  readonly endS: number;
  /** Presentation time of each packet, ascending. */
  readonly timesS: readonly number[];
}

/**
 * Derives the extent of each track from its packets: the values that a container declares are wrong or absent in a
 * truncated recording, and never give the real end of a track. Packets that a player discards (flag `D`, encoder
 * priming) do not count. A last packet without a duration counts as long as the one before it.
 */
export function packetExtents(packets: FfprobeOutput['packets']): Map<number, PacketExtent> {
  const extents = new Map<number, { startS: number; endS: number; timesS: number[] }>();
  const lastDurationS = new Map<number, number>();
  for (const { stream_index: stream, pts_time: ptsS, duration_time: durationS, flags } of packets) {
    if (ptsS === undefined || flags.includes('D')) continue;
    const lengthS = durationS ?? lastDurationS.get(stream) ?? 0;
    lastDurationS.set(stream, lengthS);
    const extent = extents.get(stream) ?? { startS: ptsS, endS: ptsS, timesS: [] };
    extents.set(stream, extent);
    extent.startS = Math.min(extent.startS, ptsS);
    extent.endS = Math.max(extent.endS, ptsS + lengthS);
    extent.timesS.push(ptsS);
  }
  // B-frames are stored after frames that are shown later.
  for (const { timesS } of extents.values()) timesS.sort((a, b) => a - b);
  return extents;
}

/** Omits the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
