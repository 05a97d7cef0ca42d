import type { TrackSpan } from '../mp4/mp4-fragment.ts';

/**
 * How long the video may be behind the audio. A recording has a frame only when the next one has arrived, and a frame counts
 * for at most 2 s.
 */
const ABSENT_AFTER_S = 3;

/** What is missing in the video of a source. Times in seconds on the stream's clock. */
export interface VideoReports {
  /**
   * The video of a recording starts without its key frame, so that it cannot be shown before the next one.
   *
   * @param atS start of the recording
   */
  headLost(lostS: number, atS: number): void;
  /** The source has sent audio and no video for some seconds. Called once for each time. */
  absent(fromS: number): void;
  /** Video follows after {@link absent}. */
  returned(atS: number, absentS: number): void;
}

/** A part of a recording. */
export interface WatchedFragment {
  /** Its video; `undefined` without any. */
  readonly video: TrackSpan | undefined;
  /** End of the latest of its tracks. */
  readonly endS: number;
}

/** Compares the video of a recording with its audio as both arrive. */
export class VideoWatch {
  readonly #startS: number;
  readonly #reports: VideoReports;
  /** Whether the recording has started without the key frame of its first frames. */
  #isHeadLost = false;
  #hasFrame = false;
  #hasKeyframe = false;
  /** End of the video so far; the start of the recording before its first frame. */
  #videoEndS: number;
  #endS: number;
  /** Since when the video is absent. */
  #absentFromS: number | undefined;

  /** @param startS start of the recording */
  constructor(startS: number, reports: VideoReports) {
    this.#startS = startS;
    this.#reports = reports;
    this.#videoEndS = startS;
    this.#endS = startS;
  }

  fragment({ video, endS }: WatchedFragment): void {
    if (video !== undefined) this.#video(video);
    this.#endS = Math.max(this.#endS, endS);
    const isAbsent = this.#endS - this.#videoEndS > ABSENT_AFTER_S;
    if (isAbsent && this.#absentFromS === undefined) {
      this.#absentFromS = this.#videoEndS;
      this.#reports.absent(this.#videoEndS);
    } else if (!isAbsent && this.#absentFromS !== undefined) {
      const atS = video?.startS ?? this.#videoEndS;
      this.#reports.returned(atS, atS - this.#absentFromS);
      this.#absentFromS = undefined;
    }
  }

  /** The recording has ended. */
  end(): void {
    if (this.#isHeadLost && !this.#hasKeyframe)
      this.#reports.headLost(this.#endS - this.#startS, this.#startS);
  }

  #video({ endS, keyframeS, startsWithKey }: TrackSpan): void {
    if (!this.#hasFrame) {
      this.#hasFrame = true;
      this.#isHeadLost = !startsWithKey;
    }
    if (keyframeS !== undefined && !this.#hasKeyframe) {
      this.#hasKeyframe = true;
      if (this.#isHeadLost) this.#reports.headLost(keyframeS - this.#startS, this.#startS);
    }
    this.#videoEndS = Math.max(this.#videoEndS, endS);
  }
}
