import { z } from 'zod';

/** Response of `GET /health`: the process is alive. */
export const healthSchema = z.looseObject({ status: z.string(), service: z.string().optional() });
export type Health = z.infer<typeof healthSchema>;

/** Response of `GET /ready`: 200 when the service can do its work, otherwise 503 with the reason. */
export const readinessSchema = z.looseObject({ status: z.string(), reason: z.string().optional() });
export type Readiness = z.infer<typeof readinessSchema>;
