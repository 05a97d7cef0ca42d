import { join } from 'node:path';
import { execa } from 'execa';
import { openLingeringProxy } from './lingering-proxy.ts';

export interface Clip {
  readonly file: string;
  readonly durationS: number;
}

/** Creates a clip with H.264 video (30 frames per second, no B-frames) and a sine of 440 Hz as AAC. */
export async function makeClip(
  folder: string,
  durationS: number,
  { size = '160x90', channels = 1 } = {},
): Promise<Clip> {
  const file = join(folder, `clip-${durationS}s-${size}.mp4`);
  const videoInput = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${durationS}`];
  const audioInput = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${durationS}`];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '30', '-pix_fmt', 'yuv420p'];
  await execa('ffmpeg', [
    '-v',
    'error',
    ...videoInput,
    ...audioInput,
    ...video,
    '-c:a',
    'aac',
    '-ac',
    String(channels),
    '-y',
    file,
  ]);
  return { file, durationS };
}

/**
 * Publishes a clip in real time with stream copy. Resolves when the media server has accepted the last packet.
 *
 * @param output additional output options of ffmpeg
 */
export async function publish(
  { file }: Pick<Clip, 'file'>,
  url: string,
  signal: AbortSignal,
  ...output: readonly string[]
): Promise<void> {
  using connection = await openLingeringProxy(url);
  const args = ['-v', 'error', '-re', '-i', file, '-c', 'copy', ...output, '-f', 'flv', connection.url];
  await execa('ffmpeg', args, { cancelSignal: signal, stdin: 'ignore' });
  await connection.closed;
}

/** The checksum of each frame of a file, in display order. */
export async function frameChecksums(file: string): Promise<string[]> {
  const { stdout } = await execa('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:v', '-f', 'framemd5', '-']);
  const lines = stdout.split('\n').filter((line) => !line.startsWith('#'));
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '');
}
