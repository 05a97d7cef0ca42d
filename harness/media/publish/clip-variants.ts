import { MediaToolError, runMediaTool } from '../ffmpeg/run-media-tool.ts';

export interface EncodeOptions {
  /** ffmpeg arguments for the tracks; without any they are copied. */
  readonly args: readonly string[];
  /** Path of the MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Encodes a clip with other settings.
 *
 * @throws MediaToolError
 */
export async function encodeClip(file: string, { args, target, ...run }: EncodeOptions): Promise<void> {
  await runMediaTool({
    ...run,
    tool: 'ffmpeg',
    args: ['-v', 'error', '-nostdin', '-y', '-i', file, '-c', 'copy', ...args, target],
    task: `encode ${file} with ${args.join(' ')}`,
  });
}

/** The clip, with the properties that its lead-in must share. */
export interface LeadInClip {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  readonly sampleRateHz: number;
  readonly channels: number;
}

export interface LeadInOptions {
  /** Minimum length; rounded up to a whole frame. */
  readonly leadInS: number;
  /** Path of the MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/** The lead-in that was written. */
export interface LeadIn {
  readonly frames: number;
  readonly durationS: number;
}

/**
 * Writes a lead-in followed by the clip, so that a reader that joins late misses the lead-in only. The lead-in is a grey
 * moving test pattern with a running time, of which all frames differ, and silence. Both are encoded like the output of
 * a live encoder: a key frame per second, no B-frames.
 *
 * @throws MediaToolError
 */
export async function writeLeadIn(clip: LeadInClip, options: LeadInOptions): Promise<LeadIn> {
  const { leadInS, target, signal, withinMs } = options;
  const { file, width, height, frameRate, sampleRateHz, channels } = clip;
  const frames = Math.ceil(leadInS * frameRate - 1e-6);
  const durationS = frames / frameRate;
  const video = `testsrc2=size=${width}x${height}:rate=${frameRate},trim=end_frame=${frames},hue=s=0`;
  const samples = Math.round(durationS * sampleRateHz);
  const silence = `anullsrc=sample_rate=${sampleRateHz}:channel_layout=${channels}c,atrim=end_sample=${samples}`;
  const join = [
    '[0:v]format=yuv420p,setsar=1[leadin]',
    '[2:v:0]format=yuv420p,setsar=1[clip]',
    '[leadin][1:a][clip][2:a:0]concat=n=2:v=1:a=1[video][audio]',
  ];
  const keyFrames = String(Math.round(frameRate));
  // Keeps each frame and its time; by default ffmpeg repeats and drops frames for a constant rate.
  const keepTimes = ['-fps_mode', 'passthrough', '-enc_time_base', '1/90000'];
  const gop = ['-bf', '0', '-g', keyFrames, '-keyint_min', keyFrames, '-sc_threshold', '0'];
  await runMediaTool({
    tool: 'ffmpeg',
    args: [
      ...['-v', 'error', '-nostdin', '-y'],
      ...['-f', 'lavfi', '-i', video, '-f', 'lavfi', '-i', silence, '-noautorotate', '-i', file],
      ...['-filter_complex', join.join(';'), '-map', '[video]', '-map', '[audio]', ...keepTimes],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', ...gop, '-flags:v', '+cgop'],
      ...['-c:a', 'aac', '-b:a', '128k', target],
    ],
    task: `write a lead-in of ${durationS} s before ${file}`,
    signal,
    withinMs,
  });
  return { frames, durationS };
}

export interface ClipTailOptions {
  /** Start: the first key frame from this time on. */
  readonly fromS: number;
  /** Path of the MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Writes the rest of a clip without encoding it, like the stream of a camera that reconnects in the middle.
 *
 * @returns when its first frame is shown in the clip
 * @throws MediaToolError also when no key frame is left
 */
export async function writeClipTail(
  file: string,
  { fromS, target, ...run }: ClipTailOptions,
): Promise<number> {
  const keyframes = ['-skip_frame', 'nokey', '-select_streams', 'v:0', '-show_entries', 'frame=pts_time'];
  const [times] = await runMediaTool({
    ...run,
    tool: 'ffprobe',
    args: ['-v', 'error', ...keyframes, '-of', 'csv=p=0', file],
    task: `find the key frames of ${file}`,
  });
  const task = `cut ${file} from ${fromS.toFixed(1)} s on`;
  const startS = Buffer.from(times)
    .toString('utf8')
    .split('\n')
    .map(Number.parseFloat)
    .find((timeS) => timeS >= fromS);
  if (startS === undefined) {
    throw new MediaToolError('MEDIA_TOOL_OUTPUT', 'no key frame is left', { tool: 'ffprobe', task });
  }
  const cut = ['-ss', String(startS), '-i', file, '-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', target];
  await runMediaTool({ ...run, tool: 'ffmpeg', args: ['-v', 'error', '-nostdin', '-y', ...cut], task });
  return startS;
}
