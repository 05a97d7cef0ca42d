import { PassThrough, type Readable } from 'node:stream';

/**
 * Takes video as fast as it comes and holds it until the output wants it. Ingest must never wait for the
 * output: audio comes out of the same ffmpeg, and the output waits for that audio.
 *
 * @param maxHeldBytes bound on what is held; `onOverflow` is told once when it is exceeded
 */
export function holdVideo(
  video: Readable,
  maxHeldBytes: number,
  onOverflow: (heldBytes: number) => void,
): Readable {
  const hold = new PassThrough({ highWaterMark: maxHeldBytes });
  let told = false;
  video.on('data', (chunk: Buffer) => {
    if (hold.write(chunk) || told) return;
    told = true;
    onOverflow(hold.writableLength + hold.readableLength);
  });
  video.once('end', () => hold.end());
  video.once('error', (error) => hold.destroy(error));
  return hold;
}
