import { z } from 'zod';
import { wireInteger, wireNumber, wireObject } from './wire.ts';

/**
 * When a fragment of the session fails instead of being processed. `value` is compared without conversion: 2 does not
 * match "2". `nth_fragment` counts the accepted fragments of the session from 1, and the value n matches every nth.
 */
export const errorRuleSchema = wireObject({
  trigger: z.enum(['sequence_number', 'fragment_id', 'nth_fragment']),
  value: z.union([z.int(), z.string().max(256)], { error: 'expected an integer or a string' }),
  error_code: z.string().min(1).max(64),
  error_message: z.string().max(1024).default('Simulated error'),
  retryable: z.boolean().default(true),
  stage: z.string().min(1).max(64).optional(),
});
export type ErrorRule = z.infer<typeof errorRuleSchema>;

/** `config:error_simulation` from the worker: replaces the rules of the session. The first matching rule applies. */
export const errorSimulationSchema = wireObject({
  enabled: z.boolean().default(false),
  rules: z.array(errorRuleSchema).max(100).default([]),
});
export type ErrorSimulation = z.infer<typeof errorSimulationSchema>;

/** `config:error_simulation:ack` from the STS service. `rejected` leaves the rules unchanged. */
export const errorSimulationAckSchema = wireObject({
  status: z.enum(['accepted', 'rejected']),
  rules_count: wireInteger(0, Number.MAX_SAFE_INTEGER),
  message: z.string(),
});
export type ErrorSimulationAck = z.infer<typeof errorSimulationAckSchema>;

const HOUR_MS = 3_600_000;

/** `simulate:disconnect` from the worker: the server disconnects this socket after `delay_ms`. */
export const simulateDisconnectSchema = wireObject({
  delay_ms: wireInteger(0, HOUR_MS).default(0),
  reason: z.string().max(1024).optional(),
});
export type SimulateDisconnect = z.infer<typeof simulateDisconnectSchema>;

/** `simulate:disconnect:ack` from the STS service. `disconnect_at_ms` is Unix time in ms. */
export const simulateDisconnectAckSchema = wireObject({
  status: z.literal('scheduled'),
  disconnect_at_ms: wireNumber,
  message: z.string(),
});
export type SimulateDisconnectAck = z.infer<typeof simulateDisconnectAckSchema>;
