/** A part of the source never came to the worker, although its publisher stayed. */
export class SourceGapError extends Error {
  override readonly name = 'SourceGapError';
  readonly code = 'SOURCE_GAP';

  /** @param why what happened, as a sentence goes on */
  constructor(lostS: number, why: string) {
    super(
      `about ${lostS.toFixed(1)} s of the source are missing: ${why}; the stream goes on with what came after`,
    );
  }
}
