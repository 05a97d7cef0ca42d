/** What a tap does to one direction of a connection. */
export interface Shaping {
  /** How long each byte is under way. */
  readonly delayMs: number;
  /** Added to the delay: anything from 0 to this, by chance. The order stays. */
  readonly jitterMs: number;
  /** How many bytes pass in a second. */
  readonly bytesPerSecond: number;
  /**
   * Everything vanishes without a trace, the ends of connections too: each side believes that the other one is still
   * there. Bytes that have vanished do not come back: the connection stays dead when this is over.
   */
  readonly halfOpen: boolean;
}

/** The line as it is. */
export const UNDISTURBED: Shaping = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  halfOpen: false,
};

/** Gives the shaping of the moment; it may change at any time. */
export type PresentShaping = () => Shaping;
