import { runMediaTool } from '../ffmpeg/run-media-tool.ts';

/** What the slate must be like for the clip to follow it. */
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
  /** How long the slate must be, at least: it is made up to a whole frame. */
  readonly leadInS: number;
  /** MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/** What was put before the clip. */
export interface LeadIn {
  readonly frames: number;
  readonly durationS: number;
}

/**
 * Writes a slate and after it the clip into one file: what a reader that joins late may lose, and what it may not.
 * The slate is a grey moving test pattern with a running time, no two of its frames alike, and silent. Both are
 * encoded as a live encoder would: a key frame a second, no B-frames.
 *
 * @throws MediaToolError
 */
export async function writeLeadIn(clip: LeadInClip, options: LeadInOptions): Promise<LeadIn> {
  const { leadInS, target, signal, withinMs } = options;
  const { file, width, height, frameRate, sampleRateHz, channels } = clip;
  const frames = Math.ceil(leadInS * frameRate - 1e-6);
  const durationS = frames / frameRate;
  const picture = `testsrc2=size=${width}x${height}:rate=${frameRate},trim=end_frame=${frames},hue=s=0`;
  const samples = Math.round(durationS * sampleRateHz);
  const silence = `anullsrc=sample_rate=${sampleRateHz}:channel_layout=${channels}c,atrim=end_sample=${samples}`;
  const join = [
    '[0:v]format=yuv420p,setsar=1[slate]',
    '[2:v:0]format=yuv420p,setsar=1[clip]',
    '[slate][1:a][clip][2:a:0]concat=n=2:v=1:a=1[video][audio]',
  ];
  const keyFrames = String(Math.round(frameRate));
  // Each frame as it comes, at its own time: ffmpeg would repeat and drop some to keep a steady rate.
  const asItComes = ['-fps_mode', 'passthrough', '-enc_time_base', '1/90000'];
  const gop = ['-bf', '0', '-g', keyFrames, '-keyint_min', keyFrames, '-sc_threshold', '0'];
  await runMediaTool({
    tool: 'ffmpeg',
    args: [
      ...['-v', 'error', '-nostdin', '-y'],
      ...['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', silence, '-i', file],
      ...['-filter_complex', join.join(';'), '-map', '[video]', '-map', '[audio]', ...asItComes],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', ...gop, '-flags:v', '+cgop'],
      ...['-c:a', 'aac', '-b:a', '128k', target],
    ],
    task: `put a slate of ${durationS} s before ${file}`,
    signal,
    withinMs,
  });
  return { frames, durationS };
}
