import { z } from 'zod';
import { wireObject } from './wire.ts';

/** The Socket.IO namespace on which observers see a copy of every protocol event. */
export const MONITOR_NAMESPACE = '/monitor';

/** The event that tells a slow observer how many events it did not get. */
export const MONITOR_MISSED_EVENT = 'monitor:missed';

/** What a client of the monitor namespace sends as `auth`. */
export const monitorAuthSchema = wireObject({
  token: z.string().optional(),
  /** Only this stream's events; all streams when absent. */
  stream_id: z.string().optional(),
});
export type MonitorAuth = z.infer<typeof monitorAuthSchema>;

/** The second argument of each observed event. `at` is Unix time in ms when the service saw it. */
export const monitorMetaSchema = z.object({
  at: z.number(),
  direction: z.enum(['worker-to-sts', 'sts-to-worker']),
  session_id: z.string().optional(),
});
export type MonitorMeta = z.infer<typeof monitorMetaSchema>;

/** Payload of {@link MONITOR_MISSED_EVENT}. */
export const monitorMissedSchema = z.object({ missed: z.number().int().positive() });
