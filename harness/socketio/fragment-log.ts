import { z } from 'zod';
import {
  type FragmentData,
  type FragmentProcessed,
  fragmentDataSchema,
  fragmentProcessedSchema,
} from '../../services/contracts/fragment.ts';
import type { MonitorEvent } from './monitor-event.ts';

/** A fragment event whose payload is as documented. */
export interface Observed<Payload> {
  readonly payload: Payload;
  readonly receivedAtMs: number;
}

/** A fragment event whose payload is not. */
export interface MalformedFragment {
  readonly event: string;
  readonly problem: string;
  readonly receivedAtMs: number;
}

/** What a service calls the events that carry fragments. */
export interface FragmentEventNames {
  readonly sent: string;
  readonly processed: string;
}

const DOCUMENTED_NAMES: FragmentEventNames = { sent: 'fragment:data', processed: 'fragment:processed' };

/**
 * The fragments that went to the STS service and came back, each in order of arrival. It holds their audio (about
 * 0.1 MB for 6 s each way), so it keeps at most `limit` of each kind and lets go of the oldest.
 */
export class FragmentLog {
  readonly #limit: number;
  readonly #names: FragmentEventNames;
  readonly #sent: Observed<FragmentData>[] = [];
  readonly #processed: Observed<FragmentProcessed>[] = [];
  readonly #malformed: MalformedFragment[] = [];
  #discarded = 0;

  constructor(limit: number, names: FragmentEventNames = DOCUMENTED_NAMES) {
    this.#limit = limit;
    this.#names = names;
  }

  /** `fragment:data` of the worker. */
  get sent(): readonly Observed<FragmentData>[] {
    return this.#sent;
  }

  /** `fragment:processed` of the STS service. */
  get processed(): readonly Observed<FragmentProcessed>[] {
    return this.#processed;
  }

  get malformed(): readonly MalformedFragment[] {
    return this.#malformed;
  }

  /** How many fragments were let go to stay within the limit. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Takes the event if it is one of a fragment's. */
  add(event: MonitorEvent): void {
    if (event.event === this.#names.sent) this.#take(event, fragmentDataSchema, this.#sent);
    if (event.event === this.#names.processed) this.#take(event, fragmentProcessedSchema, this.#processed);
  }

  #take<Payload>(event: MonitorEvent, schema: z.ZodType<Payload>, list: Observed<Payload>[]): void {
    const { receivedAtMs } = event;
    const parsed = schema.safeParse(event.payload);
    if (parsed.success) this.#keep(list, { payload: parsed.data, receivedAtMs });
    else {
      const problem = z.prettifyError(parsed.error);
      this.#keep(this.#malformed, { event: event.event, problem, receivedAtMs });
    }
  }

  #keep<Item>(list: Item[], item: Item): void {
    list.push(item);
    if (list.length <= this.#limit) return;
    list.shift();
    this.#discarded += 1;
  }
}
