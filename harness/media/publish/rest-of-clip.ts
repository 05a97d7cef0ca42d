import { MediaToolError, runMediaTool } from '../ffmpeg/run-media-tool.ts';

export interface RestOfClipOptions {
  /** Begins with the first keyframe that is shown then or later. */
  readonly fromS: number;
  /** MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Writes what is left of a clip, as it is encoded: what a camera sends that connects again in the middle.
 *
 * @returns when its first picture is shown in the clip
 * @throws MediaToolError also when there is no keyframe any more
 */
export async function writeClipTail(
  file: string,
  { fromS, target, ...run }: RestOfClipOptions,
): Promise<number> {
  const keyframes = ['-skip_frame', 'nokey', '-select_streams', 'v:0', '-show_entries', 'frame=pts_time'];
  const [times] = await runMediaTool({
    ...run,
    tool: 'ffprobe',
    args: ['-v', 'error', ...keyframes, '-of', 'csv=p=0', file],
    task: `find the keyframes of ${file}`,
  });
  const task = `cut ${file} from ${fromS.toFixed(1)} s on`;
  const startS = Buffer.from(times)
    .toString('utf8')
    .split('\n')
    .map(Number.parseFloat)
    .find((timeS) => timeS >= fromS);
  if (startS === undefined) {
    throw new MediaToolError('MEDIA_TOOL_OUTPUT', 'no keyframe is left', { tool: 'ffprobe', task });
  }
  const cut = ['-ss', String(startS), '-i', file, '-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', target];
  await runMediaTool({ ...run, tool: 'ffmpeg', args: ['-v', 'error', '-nostdin', '-y', ...cut], task });
  return startS;
}
