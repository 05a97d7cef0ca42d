import { execa } from 'execa';

/** Runs ffmpeg with `args`; rejects with its standard error when it fails. */
export async function ffmpeg(args: readonly string[]): Promise<void> {
  await execa('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}
