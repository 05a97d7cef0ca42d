/**
 * Audio that is this far behind the video has paused. Publishers interleave their tracks within some 100 ms; the output
 * continues this much later.
 */
const PAUSE_AFTER_S = 1;
/** The longest lag that is waited for; MediaMTX closes an output that sends nothing for 10 s. */
const MAX_LAG_S = 5;
/** How much longer than the largest observed lag the next one may be. */
const LAG_MARGIN_S = 0.5;

interface TrackProgress {
  readonly audioS: number;
  readonly videoS: number;
}

/** Detects that the audio of a source has paused while its video continues. All times on the clock of the stream. */
export class AudioPause {
  #audioS: number;
  #videoS = Number.NEGATIVE_INFINITY;
  /** How far the audio may be behind. */
  #allowedS = PAUSE_AFTER_S;
  #filledToS = Number.NEGATIVE_INFINITY;

  /** @param startS start of the source */
  constructor(startS: number) {
    this.#audioS = startS;
  }

  /** What has been read of both tracks. */
  get progress(): TrackProgress {
    return { audioS: this.#audioS, videoS: this.#videoS };
  }

  /**
   * The time to which audio has to be filled; `undefined` while it has not paused.
   *
   * @param at an earlier progress: the audio that the source has before that video has certainly been read now
   */
  fillToS(at = this.progress): number | undefined {
    const toS = at.videoS - this.#allowedS;
    return toS > Math.max(this.#audioS, this.#filledToS) ? toS : undefined;
  }

  /** Whether the video has paused: it is behind an earlier progress of the audio. */
  hasVideoPaused(at = this.progress): boolean {
    return at.audioS - this.#videoS > PAUSE_AFTER_S && this.#videoS !== Number.NEGATIVE_INFINITY;
  }

  videoUpTo(atS: number): void {
    this.#videoS = Math.max(this.#videoS, atS);
  }

  /**
   * Audio has arrived. If its time has already been filled, the audio did not pause but is late: its publisher sends it this
   * much later than the video, and the same lag is waited for from now on.
   */
  audioArrived(startS: number, endS: number): void {
    if (startS < this.#filledToS) {
      const lagS = this.#videoS - startS + LAG_MARGIN_S;
      this.#allowedS = Math.min(MAX_LAG_S, Math.max(this.#allowedS, lagS));
    }
    this.#audioS = Math.max(this.#audioS, endS);
  }

  filled(toS: number): void {
    this.#filledToS = toS;
  }
}
