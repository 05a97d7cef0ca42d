import type { Writable } from 'node:stream';

/** Exports of `ws` that `@types/ws` does not declare. */
declare module 'ws' {
  /** Undoes the permessage-deflate extension (RFC 7692). */
  class PerMessageDeflate {
    constructor(options: { readonly isServer: boolean; readonly maxPayload: number });
    /** @param configurations negotiated parameters; an empty object means the largest window and context takeover */
    accept(configurations: readonly Readonly<Record<string, unknown>>[]): unknown;
    /** Releases the zlib streams. */
    cleanup(): void;
  }

  /** Reads WebSocket frames and emits `message` with the payload and whether it is binary. It unmasks in place. */
  class Receiver extends Writable {
    constructor(options: {
      /** A server receives masked frames. */
      readonly isServer: boolean;
      readonly extensions: Readonly<Record<string, PerMessageDeflate>>;
      /** Longest message; a longer one is an error. */
      readonly maxPayload: number;
    });
  }
}
