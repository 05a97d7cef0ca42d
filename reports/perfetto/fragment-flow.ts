import { z } from 'zod';
import type { RunEvent } from '../../harness/engine/event.ts';
import { microseconds, type TraceEvent, type TracePart } from './trace-event.ts';
import type { Tracks } from './tracks.ts';

type Observation = Extract<RunEvent, { readonly type: 'observation' }>;

const fragmentSchema = z.object({
  meta: z.object({ direction: z.string().optional() }).optional(),
  payload: z.object({
    fragment_id: z.string(),
    sequence_number: z.union([z.number(), z.string()]).optional(),
    status: z.string().optional(),
  }),
});

const STAGES = {
  'fragment:data': 'sent',
  'fragment:ack': 'acked',
  'fragment:processed': 'processed',
} as const;
type Stage = (typeof STAGES)[keyof typeof STAGES];
const ARROWS = { sent: 's', acked: 't', processed: 'f' } as const;

/** Length of the slices that arrows bind to: short enough that those of a row do not partly overlap. */
const MARK_US = 1;

/** Whether an observation is a stage of a fragment. */
export function isOfFragment(event: Observation): boolean {
  return tripOf(event) !== undefined;
}

/**
 * Each fragment as a slice from sent to processed, which may overlap those of other fragments, and as an arrow through
 * the rows of the stages.
 */
export class FragmentFlow implements TracePart {
  readonly #tracks: Tracks;
  /** Fragments without a result, by id. */
  readonly #pending = new Map<string, { readonly name: string; acked: boolean }>();

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  draw(event: RunEvent): TraceEvent[] {
    const trip = event.type === 'observation' ? tripOf(event) : undefined;
    if (trip === undefined) return [];
    const { id, stage, sequenceNumber, status } = trip;
    const known = this.#pending.get(id);
    const name = known?.name ?? (sequenceNumber === undefined ? 'fragment' : `fragment ${sequenceNumber}`);
    const row = this.#tracks.row('fragments', stage);
    const at = { name, cat: 'fragment', ...row, ts: microseconds(event.atMs) };
    const mark: TraceEvent = { ph: 'X', ...at, dur: MARK_US, args: { fragment_id: id, status } };
    const arrow: TraceEvent = { ph: ARROWS[stage], bp: 'e', id, ...at };

    if (stage === 'sent') {
      if (known !== undefined) return [mark];
      this.#pending.set(id, { name, acked: false });
      return [mark, arrow, { ph: 'b', id, ...at, ...this.#sliceRow(), args: { fragment_id: id } }];
    }
    // A second result, or one for a fragment that was not observed, belongs to no slice.
    if (known === undefined || (stage === 'acked' && known.acked)) return [mark];
    if (stage === 'acked') {
      known.acked = true;
      return [mark, arrow, { ph: 'n', id, ...at, ...this.#sliceRow(), args: { stage } }];
    }
    this.#pending.delete(id);
    return [mark, arrow, { ph: 'e', id, ...at, ...this.#sliceRow(), args: { status } }];
  }

  end(ts: number): TraceEvent[] {
    return [...this.#pending].map(([id, { name }]) => ({
      ph: 'e',
      id,
      name,
      cat: 'fragment',
      ...this.#sliceRow(),
      ts,
      args: { status: 'unanswered' },
    }));
  }

  /** Start and end of an overlapping slice must be in the same row. */
  #sliceRow(): { readonly pid: number; readonly tid: number } {
    return this.#tracks.row('fragments', 'sent');
  }
}

interface Trip {
  readonly id: string;
  readonly stage: Stage;
  readonly sequenceNumber: number | string | undefined;
  readonly status: string | undefined;
}

function tripOf({ name, data }: Observation): Trip | undefined {
  if (!(name in STAGES)) return undefined;
  const parsed = fragmentSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const { meta, payload } = parsed.data;
  const stage = STAGES[name as keyof typeof STAGES];
  // The worker acknowledges results with an event of the same name.
  if (stage === 'acked' && meta?.direction === 'worker-to-sts') return undefined;
  return { id: payload.fragment_id, stage, sequenceNumber: payload.sequence_number, status: payload.status };
}
