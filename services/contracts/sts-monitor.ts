import { z } from 'zod';
import { wireObject } from './wire.ts';

/** The Socket.IO namespace on which observers receive a copy of every protocol event. */
export const MONITOR_NAMESPACE = '/monitor';

/** Sent to a slow observer in place of the events that were dropped. */
export const MONITOR_MISSED_EVENT = 'monitor:missed';

/** `auth` of an observer. */
export const monitorAuthSchema = wireObject({
  token: z.string().optional(),
  /** Restricts the events to this stream; defaults to all streams. */
  stream_id: z.string().optional(),
});
export type MonitorAuth = z.infer<typeof monitorAuthSchema>;

/** The second argument of each observed event. `at` is the Unix time in ms at which the service observed it. */
export const monitorMetaSchema = z.object({
  at: z.number(),
  direction: z.enum(['worker-to-sts', 'sts-to-worker']),
  session_id: z.string().optional(),
});
export type MonitorMeta = z.infer<typeof monitorMetaSchema>;

/** Payload of {@link MONITOR_MISSED_EVENT}. */
export const monitorMissedSchema = z.object({ missed: z.number().int().positive() });
