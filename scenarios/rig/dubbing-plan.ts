import type { Alterations, ServiceSettings } from '../../harness/environments/index.ts';

/**
 * How an output is captured where MediaMTX records it:
 *
 * - `recording`: from its one recording.
 * - `recordings`: from all of its recordings. For an output that goes off the air and is republished.
 * - `reader`: by a reader. When an output stalls for more than 5 s, MediaMTX's recorder starts over and loses 2 s. A
 *   reader loses nothing then, but joins late.
 */
export type CaptureMethod = 'recording' | 'recordings' | 'reader';

/** What a dubbing scenario tests with. */
export interface DubbingPlan {
  /** Name of the clip in `fixtures/`. */
  readonly fixture: string;
  /** Length of the worker's segments. */
  readonly segmentS: number;
  /** Hints about the speech for the STS service, unless the manifest of the clip has its own. None by default. */
  readonly domainHints?: readonly string[];
  /** Additional settings of single services. */
  readonly services?: ServiceSettings;
  /** How the output is captured. `recording` by default. */
  readonly capture?: CaptureMethod;
  /** Length of the lead-in before the clip, for a reader that joins late. The caller's `--lead-in` takes precedence. */
  readonly leadInS?: number;
  /** ffmpeg arguments with which the clip is encoded before it is published. Unchanged by default. */
  readonly encoding?: readonly string[];
  /** Publishes the clip in a loop, for this many seconds in total. Once by default. */
  readonly loopS?: number;
  /** Media seconds that the publisher sends per second. 1 by default. */
  readonly readRate?: number;
  /** Publishes only the video of the clip. */
  readonly withoutAudio?: boolean;
  /** How the environment differs from a correct one. */
  readonly alterations?: Alterations;
}
