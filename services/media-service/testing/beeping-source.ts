import { join } from 'node:path';
import { execa } from 'execa';

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const FRAME_S = 1 / 30;
const BEEP_S = 0.1;
const PLAIN = ['-bf', '0', '-g', '30'];

export interface Source {
  readonly durationS: number;
  /** ffmpeg's options for the video encoder. */
  readonly video?: readonly string[];
  /** ffmpeg's options for the audio codec, rate and channels; none for a source without audio. */
  readonly audio?: readonly string[] | undefined;
  /** A video filter. */
  readonly filter?: string;
}

/** Creates a clip whose video and audio both mark each second, the audio with a beep of 0.1 s. */
export async function makeSource(
  folder: string,
  name: string,
  { durationS, video = PLAIN, audio, filter = 'null' }: Source,
): Promise<string> {
  const file = join(folder, `${name}.mp4`);
  const videoInput = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=30:duration=${durationS},${filter}`];
  const beeps = `aevalsrc='if(lt(mod(t,1),${BEEP_S}),0.5*sin(880*2*PI*t),0)':s=48000:d=${durationS}`;
  const audioArgs = audio === undefined ? ['-an'] : ['-f', 'lavfi', '-i', beeps];
  const coded = [...X264, ...video, ...(audio === undefined ? [] : ['-c:a', 'aac', ...audio])];
  const [input, off] = audio === undefined ? [[], audioArgs] : [audioArgs, []];
  const timing = ['-fps_mode', 'vfr', '-video_track_timescale', '90000'];
  await execa('ffmpeg', ['-v', 'error', ...videoInput, ...input, ...off, ...coded, ...timing, '-y', file]);
  return file;
}

/**
 * The start of each beep in a file, in seconds. Incomplete beeps are skipped: a source that is reopened may start in the
 * middle of one.
 */
export async function beepsOf(file: string): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-i',
    file,
    '-af',
    'aresample=async=1:first_pts=0',
    '-f',
    's16le',
    '-ar',
    '48000',
  ];
  const { stdout } = await execa('ffmpeg', [...args, '-ac', '1', 'pipe:1'], { encoding: 'buffer' });
  const pcm = Buffer.from(stdout);
  const found: { readonly startS: number; endS: number }[] = [];
  for (let n = 0; n < pcm.length / 2; n++) {
    if (Math.abs(pcm.readInt16LE(n * 2)) <= 3000) continue;
    const timeS = n / 48_000;
    const last = found.at(-1);
    if (last === undefined || timeS - last.startS > 0.5) found.push({ startS: timeS, endS: timeS });
    else last.endS = timeS;
  }
  return found.flatMap(({ startS, endS }) => (endS - startS > BEEP_S * 0.8 ? [startS] : []));
}

/** The time of each frame of a file. */
export async function shownAt(file: string): Promise<number[]> {
  const fields = ['-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, file]);
  return stdout
    .split('\n')
    .map(Number.parseFloat)
    .toSorted((a, b) => a - b);
}

/**
 * The offset between video and audio at each beep, in frames. Each beep belongs to the frame of a whole second; beeps
 * during a frozen frame are skipped.
 *
 * @param frames number of each frame in its source, in display order
 */
export function frameOffsetsAtBeeps(
  frames: readonly number[],
  shown: readonly number[],
  beeps: readonly number[],
): number[] {
  return beeps.flatMap((timeS) => {
    const n = shown.findLastIndex((shownS) => shownS <= timeS + FRAME_S / 2);
    const frame = frames[n] ?? Number.NaN;
    const isFrozen = timeS - (shown[n] ?? Number.NaN) > FRAME_S;
    return isFrozen ? [] : [frame - 30 * Math.round(frame / 30)];
  });
}
