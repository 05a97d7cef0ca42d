/** Audio of a fragment. */
export interface AudioView {
  /** In the run folder. */
  readonly path: string;
  /** The loudest sample of each of equally long sections, 0 to 1; absent when the file could not be decoded. */
  readonly peaks?: readonly number[];
}

/** The time that the STS service spent on one stage. */
export interface StageView {
  readonly name: string;
  readonly durationMs: number;
}

/** A word from the clip's manifest, and whether the transcript contains it. */
export interface WordView {
  readonly word: string;
  /** Within the segment. */
  readonly startS: number;
  /** Absent when there is no transcript. */
  readonly found?: boolean;
}

/** When a fragment passed each stage, in ms on the run's clock. */
export interface FragmentTimes {
  /** When the publisher sent the start and the end of the segment; estimated from the start of publishing. */
  readonly capturedFromMs?: number;
  readonly capturedToMs?: number;
  readonly sentMs?: number;
  readonly ackedMs?: number;
  readonly processedMs?: number;
  /** When the segment was aired; estimated from the end of the output. */
  readonly airedFromMs?: number;
  readonly airedToMs?: number;
}

/** A segment on its way through the STS service. */
export interface FragmentView {
  readonly id: string;
  readonly sequence: number;
  /** From the STS service; `unanswered` without a result, `no status` for a result without one. */
  readonly status: string;
  /** The segment on the media clock; absent when only the result was observed. */
  readonly startS?: number;
  readonly durationS?: number;
  readonly times: FragmentTimes;
  /** In processing order. */
  readonly stages: readonly StageView[];
  readonly processingMs?: number;
  readonly transcript?: string;
  readonly translation?: string;
  readonly error?: string;
  /** Empty when the manifest lists no words. */
  readonly words: readonly WordView[];
  /** Words of the transcript that are not in the manifest. */
  readonly inserted: readonly string[];
  readonly original?: AudioView;
  readonly dubbed?: AudioView;
}
