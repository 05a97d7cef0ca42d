import { Notifier } from '../../runtime/notifier.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';

const MAX_CHUNK_S = 1;

/** How far the video of a recording has been read. */
export class VideoProgress {
  readonly notifier = new Notifier();
  #endS: number;
  #hasEnded = false;

  constructor(startS: number) {
    this.#endS = startS;
  }

  get endS(): number {
    return this.#endS;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The video has been read up to this time. */
  readUpTo(endS: number): void {
    this.#endS = Math.max(this.#endS, endS);
    this.notifier.notify();
  }

  end(): void {
    this.#hasEnded = true;
    this.notifier.notify();
  }
}

/**
 * Yields silence for the part of the video without audio, as the video is read.
 *
 * @param startS start of the video
 * @param audioBytes audio that is already available from `startS` on
 */
export async function* silenceFor(
  video: VideoProgress,
  format: PcmFormat,
  { startS, audioBytes }: { readonly startS: number; readonly audioBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let coveredBytes = audioBytes;
  while (true) {
    const missingBytes = pcmBytes(format, video.endS - startS) - coveredBytes;
    if (missingBytes > 0) {
      const silence = Buffer.alloc(Math.min(missingBytes, pcmBytes(format, MAX_CHUNK_S)));
      coveredBytes += silence.length;
      yield silence;
    } else if (video.hasEnded) return;
    else await video.notifier.wait(signal);
  }
}
