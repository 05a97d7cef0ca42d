import { expect, test } from 'vitest';
import { causeCodes } from './cause-codes.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS, LOWER_CAUSE } from './testing/inline-diagnosis.ts';

const { broken: _, ...withoutBreak } = HOOK_DIAGNOSIS;

test.each([
  ['one cause', HOOK_DIAGNOSIS, HOOK_CAUSE.code],
  [
    'two',
    { ...HOOK_DIAGNOSIS, causes: [HOOK_CAUSE, LOWER_CAUSE] },
    `${HOOK_CAUSE.code}, ${LOWER_CAUSE.code}`,
  ],
  ['none', { ...HOOK_DIAGNOSIS, causes: [] }, 'CAUSE_UNKNOWN at hook'],
  ['none and no broken boundary', { ...withoutBreak, causes: [] }, 'CAUSE_UNKNOWN'],
  ['no diagnosis', undefined, undefined],
  ['one of another kind of scenario', { verdict: 'odd' }, undefined],
])('%s', (_, diagnosis, codes) => {
  expect(causeCodes(diagnosis)).toBe(codes);
});
