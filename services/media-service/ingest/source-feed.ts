/** The bytes of an fMP4 that is still being written: a growing recording, or an RTMP connection. */
export interface SourceFeed {
  /** The name of the feed, unique in its stream. */
  readonly path: string;
  /** Only for feeds with the publisher's timestamps, which may jump; those of a recording start at 0. */
  readonly onFirstFrame?: (frame: FirstFrame) => void;
  /** Declares the feed complete: its remaining bytes are read, then the iteration ends. */
  complete(): void;
  /**
   * The bytes as they arrive.
   *
   * @param signal stops reading; the iteration then throws
   * @param limits the first offset to read, for a feed that is stored
   */
  chunks(signal: AbortSignal, limits?: { readonly from?: number }): AsyncGenerator<Buffer, void, undefined>;
}

/** Times in seconds on the publisher's clock. */
export interface FirstFrame {
  readonly keyframeS: number;
  /** Time of the first frame or sample. */
  readonly startS: number;
}
