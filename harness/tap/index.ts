export { addressSchema } from './address.ts';
export { type Shaping, UNDISTURBED } from './faults/shaping.ts';
export type { RelayedConnection } from './relayed-connection.ts';
export { type ShapingScope, Tap, type TapOptions } from './tap.ts';
export { TapError, type TapErrorCode } from './tap-error.ts';
export type { Direction, TapEvent, TapNotice, TapPacket, Undecodable } from './tap-event.ts';
export { jsonFormatter, type TapFormatter, textFormatter } from './tap-formatter.ts';
export { TapObserver, type TapObserverOptions } from './tap-observer.ts';
