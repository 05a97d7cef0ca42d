import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireObject } from './wire.ts';

/** STS → worker: how full the session is, and what the worker should do about it. */
export const backpressureSchema = wireObject({
  stream_id: wireId,
  severity: z.enum(['low', 'medium', 'high']),
  current_inflight: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  queue_depth: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  action: z.enum(['none', 'slow_down', 'pause']),
  recommended_delay_ms: wireNumber.optional(),
});
export type Backpressure = z.infer<typeof backpressureSchema>;

/** STS → worker: something was refused or went wrong. */
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
