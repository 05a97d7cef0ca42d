import type { Shaping } from './faults/shaping.ts';
import type { Direction, TapPacket, Undecodable } from './tap-packet.ts';

/** A packet, and the link that it went over. */
export interface TapEvent extends TapPacket {
  readonly link: number;
}

/** Something that happened to the tap itself, or that it did. Links are named by their numbers. */
export type TapNotice =
  | { readonly kind: 'link-opened'; readonly link: number; readonly worker: string }
  | { readonly kind: 'link-closed'; readonly link: number; readonly how: string }
  | { readonly kind: 'target-unreachable'; readonly link: number; readonly reason: string }
  | ({ readonly kind: 'undecodable'; readonly link: number } & Undecodable)
  /** Without a link: every one, and those to come. */
  | {
      readonly kind: 'shaped';
      readonly direction: Direction;
      readonly shaping: Shaping;
      readonly link?: number;
    }
  | { readonly kind: 'cut'; readonly links: readonly number[] }
  | { readonly kind: 'refusing' }
  | { readonly kind: 'accepting' };
