import { z } from 'zod';
import { isRetryableCode } from './sts-error-code.ts';
import { wireInteger, wireObject } from './wire.ts';

/**
 * When a fragment of the session fails instead of being worked on. `value` is compared type-strict: 2 is not "2".
 * `nth_fragment` counts the accepted fragments of the session from 1.
 */
export const errorRuleSchema = wireObject({
  trigger: z.enum(['sequence_number', 'fragment_id', 'nth_fragment']),
  value: z.union([z.int(), z.string().max(256)], { error: 'expected a whole number or a text' }),
  error_code: z.string().min(1).max(64),
  error_message: z.string().max(1024).optional(),
  /** As the code's own when absent; not retryable for a code that is not documented. */
  retryable: z.boolean().optional(),
  stage: z.string().min(1).max(64).optional(),
}).transform((rule) => ({
  ...rule,
  retryable: rule.retryable ?? isRetryableCode(rule.error_code),
}));
export type ErrorRule = z.infer<typeof errorRuleSchema>;

/** worker → STS `config:error_simulation`: replaces the rules of the session. The first that matches wins. */
export const errorSimulationSchema = wireObject({
  enabled: z.boolean().default(false),
  rules: z.array(errorRuleSchema).max(100).default([]),
});
export type ErrorSimulation = z.infer<typeof errorSimulationSchema>;

/** STS → worker `config:error_simulation:ack`. `rejected` leaves the rules as they were. */
export const errorSimulationAckSchema = wireObject({
  status: z.enum(['accepted', 'rejected']),
  rules_count: wireInteger(0, Number.MAX_SAFE_INTEGER),
  message: z.string(),
});
export type ErrorSimulationAck = z.infer<typeof errorSimulationAckSchema>;

const HOUR_MS = 3_600_000;

/** worker → STS `simulate:disconnect`: the server is to disconnect this socket. */
export const simulateDisconnectSchema = wireObject({
  delay_ms: wireInteger(0, HOUR_MS).default(0),
  reason: z.string().max(1024).optional(),
});

/** STS → worker `simulate:disconnect:ack`. `disconnect_at_ms` is Unix time. */
export const simulateDisconnectAckSchema = wireObject({
  status: z.literal('scheduled'),
  disconnect_at_ms: z.number(),
  message: z.string(),
});
export type SimulateDisconnectAck = z.infer<typeof simulateDisconnectAckSchema>;
