import type { z } from 'zod';
import { fragmentAckSchema, fragmentDataSchema, fragmentProcessedSchema } from './fragment.ts';
import {
  streamCompleteSchema,
  streamControlSchema,
  streamEndSchema,
  streamInitSchema,
  streamReadySchema,
} from './stream-session.ts';
import {
  errorSimulationAckSchema,
  errorSimulationSchema,
  simulateDisconnectAckSchema,
  simulateDisconnectSchema,
} from './sts-fault-events.ts';
import { backpressureSchema, stsErrorSchema } from './sts-notice.ts';

/** Every Socket.IO event that a worker sends, with the schema of its payload. */
export const WORKER_EVENTS = {
  'stream:init': streamInitSchema,
  'fragment:data': fragmentDataSchema,
  'fragment:ack': fragmentAckSchema,
  'stream:pause': streamControlSchema,
  'stream:resume': streamControlSchema,
  'stream:end': streamEndSchema,
  'config:error_simulation': errorSimulationSchema,
  'simulate:disconnect': simulateDisconnectSchema,
} as const satisfies Record<string, z.ZodType>;

export type WorkerEvent = keyof typeof WORKER_EVENTS;
/** The parsed payload of each worker event. */
export type WorkerPayloads = { readonly [Event in WorkerEvent]: z.infer<(typeof WORKER_EVENTS)[Event]> };

/** Every Socket.IO event that the STS service sends to a worker, with the schema of its payload. */
export const STS_EVENTS = {
  'stream:ready': streamReadySchema,
  'fragment:ack': fragmentAckSchema,
  'fragment:processed': fragmentProcessedSchema,
  backpressure: backpressureSchema,
  'stream:complete': streamCompleteSchema,
  error: stsErrorSchema,
  'config:error_simulation:ack': errorSimulationAckSchema,
  'simulate:disconnect:ack': simulateDisconnectAckSchema,
} as const satisfies Record<string, z.ZodType>;

export type StsEvent = keyof typeof STS_EVENTS;
