import { execa } from 'execa';

const WITHIN_MS = 5000;

/**
 * The version that ffmpeg or ffprobe prints.
 *
 * @param command name or path
 * @returns undefined when it cannot be run or prints none
 */
export async function toolVersion(command: string): Promise<string | undefined> {
  const { stdout } = await execa(command, ['-version'], {
    reject: false,
    stdin: 'ignore',
    timeout: WITHIN_MS,
    maxBuffer: 100_000,
  });
  return / version (\S+)/.exec(stdout ?? '')?.[1];
}
