import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { BreakerState } from '../../contracts/worker-status.ts';
import { Breaker, type Permit, type Verdict } from './breaker.ts';

const OPEN_MS = 30_000;

let nowMs: number;
let changes: [BreakerState, string][];
let breaker: Breaker;

beforeEach(() => {
  nowMs = 1000;
  changes = [];
  breaker = makeBreaker();
});

function makeBreaker(): Breaker {
  return new Breaker({
    openMs: OPEN_MS,
    nowMs: () => nowMs,
    onChange: (state, why) => changes.push([state, why]),
  });
}

function admitted(): Permit {
  const permit = breaker.admit();
  if (permit === undefined) throw new Error('refused');
  return permit;
}

function end(...verdicts: Verdict[]): void {
  for (const verdict of verdicts) admitted().settle(verdict);
}

function open(): void {
  end('failure', 'failure', 'failure', 'failure', 'failure');
  expect(breaker.state).toBe('open');
}

test('opens after the fifth consecutive failure and records the cause', () => {
  end('failure', 'failure', 'failure', 'failure');
  expect(breaker).toMatchObject({ state: 'closed', refuses: false });
  admitted().settle('failure', 'no answer');
  expect(breaker).toMatchObject({ state: 'open', refuses: true });
  expect(breaker.admit()).toBeUndefined();
  expect(changes).toEqual([['open', '5 consecutive failures, the last: no answer']]);
});

test.each<[Verdict, BreakerState]>([
  ['success', 'closed'],
  ['neutral', 'open'],
])('a verdict of %s within a series of failures leaves it %s after the fifth', (verdict, state) => {
  end('failure', 'failure', 'failure', 'failure', verdict, 'failure');
  expect(breaker.state).toBe(state);
});

test('a success while closed changes nothing, and earlier permits still count', () => {
  const others = Array.from({ length: 5 }, admitted);
  end('success');
  expect(changes).toEqual([]);
  for (const other of others) other.settle('failure');
  expect(breaker.state).toBe('open');
});

test('allows a single probe after the open time', () => {
  open();
  nowMs += OPEN_MS - 1;
  expect(breaker.admit()).toBeUndefined();
  nowMs += 1;
  expect(breaker).toMatchObject({ state: 'open', refuses: false });
  admitted();
  expect(breaker).toMatchObject({ state: 'half-open', refuses: true });
  nowMs += 10 * OPEN_MS;
  expect(breaker.admit()).toBeUndefined();
  expect(changes.at(-1)).toEqual(['half-open', '30 s have passed']);
});

test.each<[Verdict, BreakerState, boolean]>([
  ['success', 'closed', false],
  ['failure', 'open', true],
  ['neutral', 'half-open', false],
])('a probe with verdict %s leaves it %s', (verdict, state, refuses) => {
  open();
  nowMs += OPEN_MS;
  end(verdict);
  expect(breaker).toMatchObject({ state, refuses });
});

test('a failed probe opens it for the full time again', () => {
  open();
  nowMs += OPEN_MS;
  const probe = admitted();
  nowMs += 8000;
  probe.settle('failure', 'no answer');
  expect(changes.at(-1)).toEqual(['open', 'the probe failed: no answer']);
  nowMs += OPEN_MS - 1;
  expect(breaker.refuses).toBe(true);
  nowMs += 1;
  expect(breaker.refuses).toBe(false);
});

test('permits from before it opened count neither during the probe nor after it', () => {
  const early = [admitted(), admitted()];
  open();
  nowMs += OPEN_MS;
  const probe = admitted();
  early[0]?.settle('success');
  expect(breaker.state).toBe('half-open');
  probe.settle('success');
  end('failure', 'failure', 'failure', 'failure');
  early[1]?.settle('failure');
  expect(breaker.state).toBe('closed');
});

test('a permit counts once', () => {
  const permit = admitted();
  for (let n = 0; n < 5; n++) permit.settle('failure');
  expect(breaker.state).toBe('closed');
});

type Step =
  | { readonly kind: 'send' }
  | { readonly kind: 'end'; readonly which: number; readonly verdict: Verdict }
  | { readonly kind: 'wait'; readonly durationMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'send' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(9),
      verdict: fc.constantFrom<Verdict>(...Array<Verdict>(8).fill('failure'), 'success', 'neutral'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      durationMs: fc.integer({ min: 1, max: 40_000 }),
    }),
  },
);

test('opens at exactly five consecutive failures, stays open for its time, and allows one probe at a time, for any sequence', () => {
  let opened = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
      changes = [];
      breaker = makeBreaker();
      let sent: { readonly permit: Permit; readonly state: BreakerState; readonly change: number }[] = [];
      let failuresInARow = 0;
      let openedMs = 0;
      for (const next of steps) {
        const before = changes.length;
        if (next.kind === 'wait') nowMs += next.durationMs;
        if (next.kind === 'send') {
          const wasOpen = breaker.state === 'open';
          const permit = breaker.admit();
          if (wasOpen) expect(permit !== undefined).toBe(nowMs - openedMs >= OPEN_MS);
          if (permit !== undefined) sent.push({ permit, state: breaker.state, change: changes.length });
        }
        const ending = next.kind === 'end' ? sent[next.which % sent.length] : undefined;
        if (next.kind === 'end' && ending !== undefined) {
          const isPresent = ending.change === changes.length;
          sent = sent.filter((other) => other !== ending);
          ending.permit.settle(next.verdict);
          if (isPresent && next.verdict === 'success') failuresInARow = 0;
          if (isPresent && next.verdict === 'failure') failuresInARow++;
          if (!isPresent || next.verdict === 'neutral') expect(changes.length).toBe(before);
          else if (ending.state === 'half-open')
            expect(breaker.state).toBe(next.verdict === 'success' ? 'closed' : 'open');
          else expect(breaker.state).toBe(failuresInARow >= 5 ? 'open' : 'closed');
        }
        if (changes.length > before) {
          failuresInARow = 0;
          if (breaker.state === 'open') {
            opened++;
            openedMs = nowMs;
          }
        }
        expect(changes.length - before).toBeLessThanOrEqual(1);
        const probes = sent.filter(({ state, change }) => state === 'half-open' && change === changes.length);
        expect(probes.length).toBeLessThanOrEqual(1);
        expect(breaker.state === 'closed' && breaker.refuses).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
  // Otherwise the property would have covered only a closed breaker.
  expect(opened).toBeGreaterThan(50);
});
