import { z } from 'zod';
import { fragmentAckSchema, fragmentDataSchema } from '../../contracts/fragment.ts';
import { streamControlSchema, streamEndSchema, streamInitSchema } from '../../contracts/stream-session.ts';
import { errorSimulationSchema, simulateDisconnectSchema } from '../../contracts/sts-fault-events.ts';
import { wireId, wireInteger, wireObject } from '../../contracts/wire.ts';
import { describeIssues } from '../wire/describe-issues.ts';
import { isNestedDeeperThan } from '../wire/nesting.ts';

/** No payload of the protocol has more than three levels; metadata may have some of its own. */
const MAX_LEVELS = 64;

/** What each event of a worker carries. Any other event is ignored. */
export interface WorkerPayloads {
  readonly 'stream:init': z.infer<typeof streamInitSchema>;
  readonly 'fragment:data': z.infer<typeof fragmentDataSchema>;
  readonly 'fragment:ack': z.infer<typeof fragmentAckSchema>;
  readonly 'stream:pause': z.infer<typeof streamControlSchema>;
  readonly 'stream:resume': z.infer<typeof streamControlSchema>;
  readonly 'stream:end': z.infer<typeof streamEndSchema>;
  readonly 'config:error_simulation': z.infer<typeof errorSimulationSchema>;
  readonly 'simulate:disconnect': z.infer<typeof simulateDisconnectSchema>;
}

export type WorkerEvent = keyof WorkerPayloads;

const SCHEMAS: { readonly [Event in WorkerEvent]: z.ZodType<WorkerPayloads[Event]> } = {
  'stream:init': streamInitSchema,
  'fragment:data': fragmentDataSchema,
  'fragment:ack': fragmentAckSchema,
  'stream:pause': streamControlSchema,
  'stream:resume': streamControlSchema,
  'stream:end': z.preprocess((payload) => payload ?? {}, streamEndSchema),
  'config:error_simulation': errorSimulationSchema,
  'simulate:disconnect': z.preprocess((payload) => payload ?? {}, simulateDisconnectSchema),
};

export function isWorkerEvent(event: string): event is WorkerEvent {
  return Object.hasOwn(SCHEMAS, event);
}

/** A payload that fits its event, or a sentence that names each field that is wrong. */
export type Read<Payload> =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly complaint: string };

/** Checks what a worker sent. The complaint reads `stream:init: config.channels: …`. */
export function readWorkerPayload<Event extends WorkerEvent>(
  event: Event,
  payload: unknown,
): Read<WorkerPayloads[Event]> {
  if (!isShallow(payload)) {
    return { ok: false, complaint: `${event}: the payload: nested deeper than ${MAX_LEVELS} levels` };
  }
  const parsed = SCHEMAS[event].safeParse(payload);
  if (parsed.success) return { ok: true, payload: parsed.data };
  return { ok: false, complaint: `${event}: ${describeIssues(parsed.error.issues)}` };
}

/** Whether a payload may be handled and passed on at all. */
export function isShallow(payload: unknown): boolean {
  return !isNestedDeeperThan(payload, MAX_LEVELS);
}

const traceSchema = wireObject({
  stream_id: wireId.optional().catch(undefined),
  fragment_id: wireId.optional().catch(undefined),
  sequence_number: wireInteger(0, Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});

/** What can still be told of a payload that does not fit its schema. */
export function readTrace(payload: unknown): {
  readonly streamId?: string | undefined;
  readonly fragmentId?: string | undefined;
  readonly sequence?: number | undefined;
} {
  const { data } = traceSchema.safeParse(payload);
  return { streamId: data?.stream_id, fragmentId: data?.fragment_id, sequence: data?.sequence_number };
}
