import { Changes } from '../../runtime/changes.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';

const LONGEST_PIECE_S = 1;

/** How far a recording's picture has been read. */
export class PictureProgress {
  readonly changes = new Changes();
  #endS: number;
  #isOver = false;

  constructor(startS: number) {
    this.#endS = startS;
  }

  get endS(): number {
    return this.#endS;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** A piece of it ends at this time. */
  readUpTo(endS: number): void {
    this.#endS = Math.max(this.#endS, endS);
    this.changes.tell();
  }

  over(): void {
    this.#isOver = true;
    this.changes.tell();
  }
}

/**
 * Silence for as long as there is a picture, as it comes.
 *
 * @param givenBytes of sound there were before that, from `startS` on
 */
export async function* silenceUnder(
  picture: PictureProgress,
  format: PcmFormat,
  { startS, givenBytes }: { readonly startS: number; readonly givenBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let given = givenBytes;
  while (true) {
    const missing = pcmBytes(format, picture.endS - startS) - given;
    if (missing > 0) {
      const piece = Buffer.alloc(Math.min(missing, pcmBytes(format, LONGEST_PIECE_S)));
      given += piece.length;
      yield piece;
    } else if (picture.isOver) return;
    else await picture.changes.next(signal);
  }
}
