import { z } from 'zod';

/** A line of ffmpeg's framehash or framecrc output: one decoded frame of video or audio. */
export interface HashedFrame {
  /** Time on the file's presentation clock. */
  readonly ptsS: number;
  readonly durationS: number;
  /** Equal for equal decoded content. */
  readonly hash: string;
}

const timeBaseSchema = z.tuple([z.coerce.number().positive(), z.coerce.number().positive()]);

/**
 * Parses the output of `-f framehash` and `-f framecrc` for one track: `#tb 0: 1/1000`, then lines
 * `stream, dts, pts, duration, size, hash`.
 *
 * @throws ZodError when the time base is missing
 */
export function parseFramehash(text: string): HashedFrame[] {
  const timeBase = /^#tb 0: (\d+)\/(\d+)/m.exec(text)?.slice(1);
  const [above, below] = timeBaseSchema.parse(timeBase);
  // One division: the product with a rounded tick would differ in its last bits between time bases.
  const seconds = (ticks: string | undefined): number => (Number(ticks) * above) / below;
  const frames: HashedFrame[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, , pts, duration, , hash = ''] = line.split(',');
    frames.push({ ptsS: seconds(pts), durationS: seconds(duration), hash: hash.trim() });
  }
  return frames;
}
