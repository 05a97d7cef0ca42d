import { z } from 'zod';
import {
  type FragmentData,
  type FragmentProcessed,
  fragmentDataSchema,
  fragmentProcessedSchema,
} from '../../services/contracts/fragment.ts';
import type { MonitorEvent } from './monitor-event.ts';

/** A fragment event with a valid payload. */
export interface Observed<Payload> {
  readonly payload: Payload;
  readonly receivedAtMs: number;
}

/** A fragment event with an invalid payload. */
export interface MalformedFragment {
  readonly event: string;
  readonly problem: string;
  readonly receivedAtMs: number;
}

/**
 * The fragments that were sent to the STS service and returned by it, each in order of arrival. It holds their audio
 * (about 0.1 MB for 6 s each way), so it keeps the newest `limit` of each kind.
 */
export class FragmentLog {
  readonly #limit: number;
  readonly #sent: Observed<FragmentData>[] = [];
  readonly #processed: Observed<FragmentProcessed>[] = [];
  readonly #malformed: MalformedFragment[] = [];
  #discarded = 0;

  constructor(limit: number) {
    this.#limit = limit;
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

  /** How many fragments were discarded to stay within the limit. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Adds a fragment event; other events are ignored. */
  add(event: MonitorEvent): void {
    if (event.event === 'fragment:data') this.#parse(event, fragmentDataSchema, this.#sent);
    if (event.event === 'fragment:processed') this.#parse(event, fragmentProcessedSchema, this.#processed);
  }

  #parse<Payload>(event: MonitorEvent, schema: z.ZodType<Payload>, list: Observed<Payload>[]): void {
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
