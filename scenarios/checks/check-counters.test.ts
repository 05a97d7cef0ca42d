import { expect, test } from 'vitest';
import { recordChecks } from '../testing/record-checks.ts';
import { checkAllProcessed, checkCountersSum } from './check-counters.ts';

const counters = {
  outcomes: { processed: 3, partial: 0, fallback: 2, dropped: 0 },
  ...{ sent: 5, inflight: 0, fallbacks: {} },
};

test('compares the fragments sent with the sum of the outcomes', () => {
  expect(recordChecks((ctx) => checkCountersSum(ctx, counters)).passed).toEqual(['counters-sum']);
  expect(recordChecks((ctx) => checkCountersSum(ctx, { ...counters, sent: 6 })).failed).toEqual([
    'counters-sum',
  ]);
});

test.each(['processed', 'partial', 'fallback', 'dropped'] as const)(
  'a missing counter for %s is not measured, even where 0 would pass',
  (outcome) => {
    const { [outcome]: count, ...others } = counters.outcomes;
    const made = recordChecks((ctx) =>
      checkCountersSum(ctx, { ...counters, outcomes: others, sent: counters.sent - count }),
    );
    expect(made.notMeasured).toEqual(['counters-sum']);
  },
);

test('a missing counter of sent fragments is not measured', () => {
  const { sent: _, ...others } = counters;
  expect(recordChecks((ctx) => checkCountersSum(ctx, others)).notMeasured).toEqual(['counters-sum']);
});

const allProcessed = {
  outcomes: { processed: 5, partial: 0, fallback: 0, dropped: 0 },
  ...{ sent: 5, inflight: 0, fallbacks: {} },
};
const CHECKS = ['counter-processed', 'counters-not-processed', 'counters-sum', 'fragments-in-flight'];

test('passes when each fragment was processed, and fails when one was not', () => {
  const check = (counters: typeof allProcessed) =>
    recordChecks((ctx) => checkAllProcessed(ctx, counters, { processed: 5 }));
  expect(check(allProcessed).passed).toEqual(CHECKS);
  const outcomes = { ...allProcessed.outcomes, processed: 4, fallback: 1 };
  expect(check({ ...allProcessed, outcomes }).failed).toEqual([
    'counter-processed',
    'counters-not-processed',
  ]);
  expect(check({ ...allProcessed, inflight: 1 }).failed).toEqual(['fragments-in-flight']);
});

test('counters that the worker does not expose are not measured, and never fail as null', () => {
  const made = recordChecks((ctx) =>
    checkAllProcessed(ctx, { outcomes: {}, fallbacks: {} }, { processed: 5 }),
  );
  expect(made).toMatchObject({ passed: [], failed: [], notMeasured: CHECKS });
});

test('counters of a stream in progress are not compared', () => {
  const complete = recordChecks((ctx) => checkAllProcessed(ctx, counters, { processed: 4 }));
  const early = recordChecks((ctx) =>
    checkAllProcessed(ctx, { ...counters, unfinished: 'the worker was still running' }, { processed: 4 }),
  );
  expect(early.notMeasured.toSorted()).toEqual(complete.made.map(({ id }) => id).toSorted());
  expect(early.made[0]?.reason).toBe('the counters were not final: the worker was still running');
});
