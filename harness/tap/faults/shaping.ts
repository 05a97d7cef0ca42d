/** The faults of one direction of a connection. */
export interface Shaping {
  /** Latency of each byte. */
  readonly delayMs: number;
  /** Random extra latency, from 0 to this. Bytes keep their order. */
  readonly jitterMs: number;
  readonly bytesPerSecond: number;
  /**
   * Silently drops bytes and ends of connections: neither side detects the loss. Dropped bytes are
   * lost: the connection stays dead when the fault ends.
   */
  readonly halfOpen: boolean;
}

/** No faults. */
export const UNDISTURBED: Shaping = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  halfOpen: false,
};

/** Returns the active faults, which may change at any time. */
export type CurrentShaping = () => Shaping;
