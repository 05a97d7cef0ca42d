/** Audio of a fragment. */
export interface SoundView {
  /** In the run folder. */
  readonly path: string;
  /** Loudest sample of each of equally long pieces, 0 to 1; absent when it could not be decoded. */
  readonly peaks?: readonly number[];
}

/** What the STS service spent on one stage. */
export interface StageView {
  readonly name: string;
  readonly durationMs: number;
}

/** A word that the clip's manifest names, and whether the transcript has it. */
export interface WordView {
  readonly word: string;
  /** In the window. */
  readonly startS: number;
  readonly found: boolean;
}

/** When things happened to a fragment, in ms on the run's clock. */
export interface FragmentTimes {
  /** When the publisher sent the first and the last of the window; from the start of publishing and the media's time. */
  readonly capturedFromMs?: number;
  readonly capturedToMs?: number;
  readonly sentMs?: number;
  readonly ackedMs?: number;
  readonly processedMs?: number;
  /** When the window left in the output; counted back from the end of the output. */
  readonly airedFromMs?: number;
  readonly airedToMs?: number;
}

/** A segment's trip through the STS service. */
export interface FragmentView {
  readonly id: string;
  readonly sequence: number;
  /** What the STS service said of it; `unanswered` when it said nothing. */
  readonly status: string;
  /** The window on the media's clock. */
  readonly startS: number;
  readonly durationS: number;
  readonly times: FragmentTimes;
  /** In the order of the work. */
  readonly stages: readonly StageView[];
  readonly processingMs?: number;
  readonly transcript?: string;
  readonly translation?: string;
  readonly error?: string;
  /** Empty when the manifest names no words. */
  readonly words: readonly WordView[];
  /** What the transcript has and the manifest has not. */
  readonly inserted: readonly string[];
  readonly original?: SoundView;
  readonly dubbed?: SoundView;
}
