/** The bytes of an fMP4 that is still being made: a recording that grows, or what comes over a connection. */
export interface SourceFeed {
  /** What it is called; no two of a stream are called the same. */
  readonly path: string;
  /** Given by a feed whose times are the publisher's own, and may jump; those of a recording begin at 0. */
  readonly onFirstPicture?: (picture: FirstPicture) => void;
  /** Says that nothing more will come: what is there is read, then the iteration ends. */
  complete(): void;
  /**
   * The bytes as they come.
   *
   * @param signal stops reading; the iteration then throws
   * @param limits where to begin, for a feed that keeps what it gave
   */
  chunks(signal: AbortSignal, limits?: { readonly from?: number }): AsyncGenerator<Buffer, void, undefined>;
}

/** Seconds on the publisher's clock. */
export interface FirstPicture {
  readonly shownS: number;
  /** When the first thing is seen or heard. */
  readonly beginsS: number;
}
