import { PassThrough, type Readable } from 'node:stream';

/** More video waits for its audio than the worker may keep in memory. */
export class VideoHoldFullError extends Error {
  override readonly name = 'VideoHoldFullError';
  readonly code = 'VIDEO_HOLD_FULL';
  readonly heldBytes: number;

  constructor(heldBytes: number, maxHeldBytes: number) {
    super(
      `${heldBytes} bytes of video wait for their dubbed audio, at most ${maxHeldBytes} may; ` +
        'the source has more bits a second than a worker can hold back, or the output takes none',
    );
    this.heldBytes = heldBytes;
  }
}

/**
 * Takes video as fast as it comes and holds it until the output wants it. Ingest must never wait for the
 * output: audio comes out of the same ffmpeg, and the output waits for that audio.
 *
 * @param maxHeldBytes when it would hold more than this, the stream that is returned fails with a
 *   {@link VideoHoldFullError}, as it does with an error of `video`
 */
export function holdVideo(video: Readable, maxHeldBytes: number): Readable {
  const hold = new PassThrough();
  // Whoever reads it sees its error as well; until somebody does, it must not end the process.
  hold.on('error', () => undefined);
  video.on('data', (chunk: Buffer) => {
    // What write() says is left aside: a stream takes whatever it is given, asking it to wait is what must not be.
    hold.write(chunk);
    const heldBytes = hold.writableLength + hold.readableLength;
    if (heldBytes > maxHeldBytes) hold.destroy(new VideoHoldFullError(heldBytes, maxHeldBytes));
  });
  video.once('end', () => hold.end());
  video.once('error', (error) => hold.destroy(error));
  return hold;
}
