export { addressSchema } from './address.ts';
export { type Shaping, UNDISTURBED } from './faults/shaping.ts';
export type { Link } from './link.ts';
export { type ShapingScope, Tap, type TapOptions } from './tap.ts';
export { TapError, type TapErrorCode } from './tap-error.ts';
export type { TapEvent, TapNotice } from './tap-notice.ts';
export { TapObserver, type TapObserverOptions } from './tap-observer.ts';
export type { Direction, TapPacket, Undecodable } from './tap-packet.ts';
export { asJson, asText, type TapTelling } from './tap-telling.ts';
