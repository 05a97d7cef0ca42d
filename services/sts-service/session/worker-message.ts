import { WORKER_EVENTS, type WorkerEvent, type WorkerPayloads } from '../../contracts/sts-events.ts';
import { wireId, wireInteger, wireObject } from '../../contracts/wire.ts';
import { describeIssues } from '../wire/describe-issues.ts';

/** Payloads of the protocol have at most three levels; metadata may have more. */
const MAX_LEVELS = 64;

/** Events that may be sent without a payload. */
const PAYLOAD_OPTIONAL: ReadonlySet<WorkerEvent> = new Set(['stream:end', 'simulate:disconnect']);

export function isWorkerEvent(event: string): event is WorkerEvent {
  return Object.hasOwn(WORKER_EVENTS, event);
}

/** A valid payload, or a description of each invalid field. */
export type ReadPayload<Payload> =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly problem: string };

/** Validates the payload of a worker event. Descriptions have the form `stream:init: config.channels: …`. */
export function readWorkerPayload<Event extends WorkerEvent>(
  event: Event,
  payload: unknown,
): ReadPayload<WorkerPayloads[Event]> {
  if (!isShallow(payload)) {
    return { ok: false, problem: `${event}: the payload: nested deeper than ${MAX_LEVELS} levels` };
  }
  const received = PAYLOAD_OPTIONAL.has(event) ? (payload ?? {}) : payload;
  const parsed = WORKER_EVENTS[event].safeParse(received);
  if (parsed.success) return { ok: true, payload: parsed.data as WorkerPayloads[Event] };
  return { ok: false, problem: `${event}: ${describeIssues(parsed.error.issues)}` };
}

/** Whether a payload is shallow enough to be processed and forwarded. */
export function isShallow(payload: unknown): boolean {
  return !isNestedDeeperThan(payload, MAX_LEVELS);
}

/**
 * Whether a JSON value contains objects or arrays nested deeper than `levels`. Deeply nested values are cheap to send and
 * overflow the stack when they are serialised again.
 */
export function isNestedDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isNestedDeeperThan(inner, levels - 1));
}

const idsSchema = wireObject({
  stream_id: wireId.optional().catch(undefined),
  fragment_id: wireId.optional().catch(undefined),
  sequence_number: wireInteger(0, Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});

/** The valid ids in a payload that is otherwise invalid. */
export function readIds(payload: unknown): {
  readonly streamId?: string | undefined;
  readonly fragmentId?: string | undefined;
  readonly sequence?: number | undefined;
} {
  const { data } = idsSchema.safeParse(payload);
  return { streamId: data?.stream_id, fragmentId: data?.fragment_id, sequence: data?.sequence_number };
}
