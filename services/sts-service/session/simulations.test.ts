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
    'every fragment',
    { ...rule, trigger: 'nth_fragment', value: 1 },
    ['MODEL_ERROR true', 'MODEL_ERROR true', 'MODEL_ERROR true'],
  ],
  [
    'every second fragment',
    { ...rule, trigger: 'nth_fragment', value: 2 },
    [undefined, 'MODEL_ERROR true', undefined],
  ],
  ...['2', 0, -1].map((value): [string, object, undefined[]] => [
    `nth_fragment ${JSON.stringify(value)}, which never matches`,
    { ...rule, trigger: 'nth_fragment', value },
    [undefined, undefined, undefined],
  ]),
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
  expect(outcomes([{ ...rule, error_code: 'FIRST' }, second], 1)).toEqual(['FIRST true']);
});

test.each([2, 3, 4])('fires on every nth accepted fragment: %d', (n) => {
  const failed = outcomes([{ ...rule, trigger: 'nth_fragment', value: n }], 12);
  expect(failed.map((outcome) => outcome !== undefined)).toEqual(
    Array.from({ length: 12 }, (_, index) => (index + 1) % n === 0),
  );
});

test('an earlier rule leaves the count of every nth fragment as it is', () => {
  const rules = [rule, { trigger: 'nth_fragment', value: 2, error_code: 'SECOND' }];
  expect(outcomes(rules, 4)).toEqual(['MODEL_ERROR true', 'SECOND true', undefined, 'SECOND true']);
});

test('applies no rule while disabled', () => {
  expect(outcomes([rule], 1, false)).toEqual([undefined]);
});

test.each(['ASR_FAILED', 'MODEL_ERROR', 'MY_OWN', 'toString'])(
  'defaults to a retryable "Simulated error" for %s',
  (error_code) => {
    const errorOf = (fields: object) => {
      const errors = new ErrorSimulator();
      errors.configure(
        errorSimulationSchema.parse({ enabled: true, rules: [{ ...rule, error_code, ...fields }] }),
      );
      return errors.next(fragment(0))?.error;
    };
    expect(errorOf({})).toEqual({ code: error_code, message: 'Simulated error', retryable: true });
    expect(errorOf({ error_message: null, retryable: null })).toEqual(errorOf({}));
    expect(errorOf({ error_message: 'mine', retryable: false, stage: 'asr' })).toEqual({
      ...{ code: error_code, message: 'mine', retryable: false, stage: 'asr' },
    });
  },
);

test('warns about rules that can never match', () => {
  const wrong = [
    { ...rule, value: '1' },
    { ...rule, value: -1 },
    { ...rule, trigger: 'fragment_id' },
    { ...rule, trigger: 'nth_fragment', value: 0 },
  ];
  const { status, rules_count, message } = new ErrorSimulator().configure(
    errorSimulationSchema.parse({ enabled: true, rules: [rule, ...wrong] }),
  );
  expect([status, rules_count]).toEqual(['accepted', 5]);
  expect(message).toBe(
    'active rules: 5; rules.1 never matches: sequence_number is a number from 0, but value is "1"; ' +
      'rules.2 never matches: sequence_number is a number from 0, but value is -1; ' +
      'rules.3 never matches: fragment_id is a string, but value is 0; ' +
      'rules.4 never matches: nth_fragment is a number from 1, but value is 0',
  );
});
