import { z } from 'zod';
import {
  type FragmentData,
  type FragmentProcessed,
  fragmentDataSchema,
  fragmentProcessedSchema,
  untimedResultSchema,
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
 * The fragments that were sent to the STS service and returned by it, each in order of arrival. A result whose times alone
 * are invalid is kept without them, and counts as malformed too. It holds their audio
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
    if (event.event === 'fragment:processed') {
      this.#parse(event, fragmentProcessedSchema, this.#processed, untimedResultSchema);
    }
  }

  /** @param usable reads a malformed payload that can still be examined */
  #parse<Payload>(
    { event, payload, receivedAtMs }: MonitorEvent,
    schema: z.ZodType<Payload>,
    list: Observed<Payload>[],
    usable?: z.ZodType<Payload>,
  ): void {
    const strict = schema.safeParse(payload);
    if (!strict.success) {
      this.#keep(this.#malformed, { event, problem: z.prettifyError(strict.error), receivedAtMs });
    }
    const parsed = strict.success ? strict : usable?.safeParse(payload);
    if (parsed?.success) this.#keep(list, { payload: parsed.data, receivedAtMs });
  }

  #keep<Item>(list: Item[], item: Item): void {
    list.push(item);
    if (list.length <= this.#limit) return;
    list.shift();
    this.#discarded += 1;
  }
}
