import type { RunEvent } from '../../harness/engine/event.ts';
import type { TraceEvent } from './trace-event.ts';

/** Draws one kind of thing into the trace. */
export interface TracePart {
  draw(event: RunEvent): TraceEvent[];
  /** Ends what is open when the log ends, at `ts`: a run may have been killed. */
  end?(ts: number): TraceEvent[];
}
