import { expect, test } from 'vitest';
import type { StepContext } from '../../harness/engine/index.ts';
import type { Heard } from '../evidence/output-measurement.ts';
import { checkHeard, type HeardLimit } from './heard.ts';

/** What is checked, as [actual, expected]. */
function checked(heard: readonly Heard[], limit?: HeardLimit): unknown[] {
  const checks: unknown[] = [];
  const ctx: Pick<StepContext, 'check' | 'tell'> = {
    check: (_, check) => {
      checks.push(check.actual, 'expected' in check ? check.expected : undefined);
      return true;
    },
    tell: () => undefined,
  };
  checkHeard(ctx, heard, limit);
  return checks;
}

test('every window must be dubbed, unless another sound is named for it', () => {
  expect(checked(['dubbed', 'other'])).toEqual([
    ['dubbed', 'other'],
    ['dubbed', 'dubbed'],
  ]);
  expect(checked(['dubbed', 'original'], ['dubbed', 'original'])).toEqual([
    ['dubbed', 'original'],
    ['dubbed', 'original'],
  ]);
});

test('runs are compared in their order, however long they are', () => {
  const runs: HeardLimit = { runs: ['dubbed', 'original', 'dubbed'] };
  expect(checked(['dubbed', 'original', 'original', 'original', 'dubbed'], runs)).toEqual([
    ['dubbed', 'original', 'dubbed'],
    ['dubbed', 'original', 'dubbed'],
  ]);
  expect(checked(['dubbed', 'silence', 'dubbed'], runs)[0]).toEqual(['dubbed', 'silence', 'dubbed']);
  expect(checked(['original', 'dubbed'], runs)[0]).toEqual(['original', 'dubbed']);
});
