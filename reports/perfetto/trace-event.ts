import type { Json } from '../../harness/engine/event.ts';

type Args = { readonly [key: string]: Json | undefined };

/** A row of the trace. */
export interface Track {
  readonly pid: number;
  readonly tid: number;
}

interface At extends Track {
  /** Microseconds on the run's clock, whole ones. */
  readonly ts: number;
}

interface Named extends At {
  readonly name: string;
  /** What the viewer can filter by. */
  readonly cat: string;
}

/**
 * An entry of Chrome's trace event format, as far as Perfetto reads it
 * (https://perfetto.dev/docs/getting-started/other-formats#chrome-json-format).
 */
export type TraceEvent =
  | (Track & {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name' | 'process_sort_index' | 'thread_sort_index';
      readonly args: { readonly name: string } | { readonly sort_index: number };
    })
  /** A slice begins; it ends with the next `E` of its track that is not another's. */
  | (Named & { readonly ph: 'B'; readonly args: Args })
  | (At & { readonly ph: 'E'; readonly args: Args })
  | (Named & { readonly ph: 'X'; readonly dur: number; readonly args: Args })
  /** An instant of a track. */
  | (Named & { readonly ph: 'i'; readonly s: 't'; readonly args: Args })
  | (At & { readonly ph: 'C'; readonly name: string; readonly args: { readonly value: number } })
  /** A slice that may overlap others: `id` and `cat` tell which begin, instant and end belong together. */
  | (Named & { readonly ph: 'b' | 'n' | 'e'; readonly id: string; readonly args: Args })
  /** An arrow between slices: each binds to the slice of its track that is open at `ts`. */
  | (Named & { readonly ph: 's' | 't' | 'f'; readonly id: string; readonly bp: 'e' });

/** A time of the event log as a time of the trace. */
export function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
