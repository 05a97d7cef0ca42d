import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireObject } from './wire.ts';

/** `backpressure` from the STS service: how full the session is, and the recommended reaction. */
export const backpressureSchema = wireObject({
  stream_id: wireId,
  severity: z.enum(['low', 'medium', 'high']),
  current_inflight: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  queue_depth: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  action: z.enum(['none', 'slow_down', 'pause']),
  recommended_delay_ms: wireNumber.optional(),
});
export type Backpressure = z.infer<typeof backpressureSchema>;

/** `error` from the STS service: a rejected request or a failure. */
export const stsErrorSchema = wireObject({
  error_id: z.string().optional(),
  stream_id: z.string().optional(),
  fragment_id: z.string().optional(),
  code: z.string(),
  message: z.string(),
  severity: z.enum(['warning', 'error', 'fatal']).default('error'),
  retryable: z.boolean().default(false),
  metadata: z.looseObject({}).optional(),
});
export type StsErrorNotice = z.infer<typeof stsErrorSchema>;
