import type { Direction, Finding } from '../../tap-packet.ts';

/** What the decoding thread is started with. */
export interface ThreadData {
  /** The longest message or body that is decoded. */
  readonly limitBytes: number;
  /** So often it says what it has read: an answer to each chunk would be work for the thread that forwards. */
  readonly tellEveryBytes: number;
}

/** What the decoding thread is told. A link that it does not know is a new one. */
export type ToThread =
  | {
      readonly type: 'push';
      readonly link: number;
      readonly direction: Direction;
      readonly chunk: Uint8Array;
    }
  | { readonly type: 'end'; readonly link: number; readonly direction: Direction }
  /** The rest of the link is not decoded: answered with a finding that says so. */
  | { readonly type: 'drop'; readonly link: number; readonly direction: Direction; readonly problem: string }
  /** Answered with `closed`. */
  | { readonly type: 'close'; readonly link: number }
  /** Answered with `settled`. */
  | { readonly type: 'settle' };

/** What it answers, in the order of what it was told. */
export type FromThread =
  | { readonly type: 'findings'; readonly link: number; readonly findings: readonly Finding[] }
  /** So many bytes of what was pushed wait no longer. */
  | { readonly type: 'read'; readonly bytes: number }
  | { readonly type: 'closed'; readonly link: number }
  | { readonly type: 'settled' };
