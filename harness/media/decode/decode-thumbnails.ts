import { runMediaTool } from '../ffmpeg/run-media-tool.ts';
import { type DecodeOptions, EXACT_TIMES } from './decode-media.ts';
import { parseFramehash } from './framehash.ts';

const WIDTH = 32;
const HEIGHT = 18;
const PIXELS = WIDTH * HEIGHT;

/** A frame in grey at 32 × 18 pixels: equal content stays similar when it is encoded again. */
export interface Thumbnail {
  /** Time on the file's presentation clock. */
  readonly ptsS: number;
  readonly pixels: Uint8Array;
}

/**
 * Decodes the first video track of a file to thumbnails.
 *
 * @throws MediaToolError
 */
export async function decodeThumbnails(
  file: string,
  { signal, withinMs }: Pick<DecodeOptions, 'signal' | 'withinMs'>,
): Promise<Thumbnail[]> {
  const scaled = ['-map', '0:v:0', '-vf', `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`];
  const everyFrame = ['-fps_mode', 'passthrough', '-enc_time_base', EXACT_TIMES];
  const [pixels, times] = await runMediaTool({
    tool: 'ffmpeg',
    args: [
      ...['-v', 'error', '-nostdin', '-copyts', '-noautorotate', '-i', file],
      ...[...scaled, ...everyFrame, '-f', 'rawvideo', 'pipe:1'],
      ...[...scaled, ...everyFrame, '-f', 'framehash', '-hash', 'murmur3', 'pipe:3'],
    ],
    task: `decode the frames of ${file} at a low resolution`,
    signal,
    withinMs,
    outputs: 2,
  });
  return parseFramehash(Buffer.from(times ?? []).toString('utf8')).flatMap(({ ptsS }, index) => {
    const frame = pixels.subarray(index * PIXELS, (index + 1) * PIXELS);
    return frame.length === PIXELS ? [{ ptsS, pixels: frame }] : [];
  });
}
