import { runMediaTool } from '../ffmpeg/run-media-tool.ts';

export interface EncodeOptions {
  /** What becomes of the clip's streams, as arguments of ffmpeg; without any they are copied. */
  readonly args: readonly string[];
  /** MP4 to write. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Writes a clip as another encoder would have made it.
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
