import { expect, test } from 'vitest';
import { errorSimulationSchema } from '../../contracts/sts-fault-events.ts';
import { ErrorSimulator } from './simulations.ts';

const rule = { trigger: 'sequence_number', value: 0, error_code: 'MODEL_ERROR' };

function outcomes(rules: object[], count: number, enabled = true): (string | undefined)[] {
  const errors = new ErrorSimulator();
  errors.configure(errorSimulationSchema.parse({ enabled, rules }));
  return Array.from({ length: count }, (_, sequence) => {
    const { error } = errors.next(fragment(sequence)) ?? {};
    return error && `${error.code} ${error.retryable}`;
  });
}

function fragment(sequence: number) {
  const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 0, data_base64: '' };
  const fragment_id = `f${sequence}`;
  return { fragment_id, stream_id: 's', sequence_number: sequence, timestamp: 0, audio };
}

test.each([
  ['a sequence number', { ...rule, value: 1 }, [undefined, 'MODEL_ERROR true', undefined]],
  ['an id', { ...rule, trigger: 'fragment_id', value: 'f1' }, [undefined, 'MODEL_ERROR true', undefined]],
  [
    'the nth, from 1',
    { ...rule, trigger: 'nth_fragment', value: 1 },
    ['MODEL_ERROR true', undefined, undefined],
  ],
  [
    'a string, which never matches a sequence number',
    { ...rule, value: '1' },
    [undefined, undefined, undefined],
  ],
  [
    'a number, which never matches a fragment id',
    { ...rule, trigger: 'fragment_id', value: 1 },
    [undefined, undefined, undefined],
  ],
])('applies a rule for %s', (_case, one, expected) => {
  expect(outcomes([one], 3)).toEqual(expected);
});

test('applies the first matching rule', () => {
  const second = { trigger: 'nth_fragment', value: 1, error_code: 'SECOND' };
  expect(outcomes([{ ...rule, error_code: 'FIRST' }, second], 1)).toEqual(['FIRST false']);
});

test('applies no rule while disabled', () => {
  expect(outcomes([rule], 1, false)).toEqual([undefined]);
});

test('uses retryable of the code unless the rule overrides it', () => {
  const retryable = (fields: object): (string | undefined)[] => outcomes([{ ...rule, ...fields }], 1);
  expect(retryable({ error_code: 'ASR_FAILED' })).toEqual(['ASR_FAILED false']);
  expect(retryable({ error_code: 'ASR_FAILED', retryable: true })).toEqual(['ASR_FAILED true']);
  expect(retryable({ error_code: 'toString' })).toEqual(['toString false']);
});

test('warns about a rule that can never match', () => {
  const { status, rules_count, message } = new ErrorSimulator().configure(
    errorSimulationSchema.parse({ enabled: true, rules: [rule, { ...rule, value: '1' }] }),
  );
  expect([status, rules_count]).toEqual(['accepted', 2]);
  expect(message).toBe(
    'active rules: 2; rules.1 never matches: sequence_number is a number, but value is "1"',
  );
});
