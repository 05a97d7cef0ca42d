import type { Json, RunEvent } from '../../harness/engine/event.ts';

type Args = { readonly [key: string]: Json | undefined };

/** A row of the trace. */
export interface Track {
  readonly pid: number;
  readonly tid: number;
}

interface At extends Track {
  /** Whole microseconds on the run's clock. */
  readonly ts: number;
}

interface Named extends At {
  readonly name: string;
  /** Category, by which the viewer can filter. */
  readonly cat: string;
}

/**
 * An entry of Chrome's trace event format, limited to what Perfetto reads
 * (https://perfetto.dev/docs/getting-started/other-formats#chrome-json-format).
 */
export type TraceEvent =
  | (Track & {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name' | 'process_sort_index' | 'thread_sort_index';
      readonly args: { readonly name: string } | { readonly sort_index: number };
    })
  /** Start of a slice; the matching `E` of its track ends it. */
  | (Named & { readonly ph: 'B'; readonly args: Args })
  | (At & { readonly ph: 'E'; readonly args: Args })
  | (Named & { readonly ph: 'X'; readonly dur: number; readonly args: Args })
  /** An instant of a track. */
  | (Named & { readonly ph: 'i'; readonly s: 't'; readonly args: Args })
  | (At & { readonly ph: 'C'; readonly name: string; readonly args: { readonly value: number } })
  /** Start, instant and end of a slice that may overlap others; `id` and `cat` link them. */
  | (Named & { readonly ph: 'b' | 'n' | 'e'; readonly id: string; readonly args: Args })
  /** An arrow between slices: each binds to the slice of its track that is open at `ts`. */
  | (Named & { readonly ph: 's' | 't' | 'f'; readonly id: string; readonly bp: 'e' });

/** Converts a time of the event log to a time of the trace. */
export function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

/** Converts one kind of event to trace events. */
export interface TracePart {
  draw(event: RunEvent): TraceEvent[];
  /** Ends open slices at `ts`, where the log ends: the run may have been killed. */
  end?(ts: number): TraceEvent[];
}
