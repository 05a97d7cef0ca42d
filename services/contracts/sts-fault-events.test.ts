import { expect, test } from 'vitest';
import { errorSimulationSchema, simulateDisconnectSchema } from './sts-fault-events.ts';

const RULE = { trigger: 'sequence_number', value: 0, error_code: 'GPU_OOM' };

test('defaults to no simulated errors and to an immediate disconnect', () => {
  expect(errorSimulationSchema.parse({ enabled: null, rules: null })).toEqual({ enabled: false, rules: [] });
  expect(simulateDisconnectSchema.parse({ delay_ms: null })).toEqual({ delay_ms: 0 });
});

test('accepts at most 100 rules', () => {
  const rules = (count: number) =>
    errorSimulationSchema.safeParse({ rules: Array.from({ length: count }, () => RULE) });
  expect(rules(100).success).toBe(true);
  expect(rules(101).success).toBe(false);
});

test('accepts an integer or a string as value, without conversion', () => {
  const readValue = (value: unknown) =>
    errorSimulationSchema.safeParse({ rules: [{ ...RULE, value }] }).data?.rules[0]?.value;
  expect([2, '2', 2.5, true, null].map(readValue)).toEqual([2, '2', undefined, undefined, undefined]);
});
