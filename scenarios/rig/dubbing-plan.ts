import type { ServiceSettings } from '../../harness/environments/index.ts';

/**
 * How an output is captured where it is recorded:
 *
 * - `recording`: as the one recording that there must be.
 * - `recordings`: as all of them. It goes off the air and comes back.
 * - `reader`: MediaMTX's recorder begins anew, and loses two seconds, when an output stands still for more than 5 s; a
 *   reader does not, but joins late.
 */
export type CaptureHow = 'recording' | 'recordings' | 'reader';

/** What a dubbing scenario tests with. */
export interface DubbingPlan {
  /** Name of the clip in `fixtures/`. */
  readonly fixture: string;
  /** Length of the worker's segments. */
  readonly segmentS: number;
  /** What the STS service is told about the speech. */
  readonly domainHints: readonly string[];
  /** Settings of single services beside those that every run gives them. */
  readonly services?: ServiceSettings;
  /** How the output is captured. As its one recording by default. */
  readonly capture?: CaptureHow;
  /** Length of the slate before the clip, for a reader that joins late, when the caller asks for none. */
  readonly leadInS?: number;
  /** How the clip is encoded before it is published, as arguments of ffmpeg. As it is by default. */
  readonly encoding?: readonly string[];
  /** Publishes the clip over and over, for so many seconds in all. Once by default. */
  readonly loopS?: number;
  /** Publishes the picture of the clip alone. */
  readonly withoutAudio?: boolean;
}
