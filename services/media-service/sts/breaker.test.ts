import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { BreakerState } from '../../contracts/worker-status.ts';
import { Breaker, type BreakerSignal, type Permit } from './breaker.ts';

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
  if (permit === undefined) throw new Error('rejected');
  return permit;
}

function end(...signals: BreakerSignal[]): void {
  for (const signal of signals) admitted().settle(signal);
}

function open(): void {
  end('failure', 'failure', 'failure', 'failure', 'failure');
  expect(breaker.state).toBe('open');
}

test('opens after the fifth consecutive failure and records the cause', () => {
  end('failure', 'failure', 'failure', 'failure');
  expect(breaker).toMatchObject({ state: 'closed', rejects: false });
  admitted().settle('failure', 'no result');
  expect(breaker).toMatchObject({ state: 'open', rejects: true });
  expect(breaker.admit()).toBeUndefined();
  expect(changes).toEqual([['open', '5 consecutive failures, the last: no result']]);
});

test.each<[BreakerSignal, BreakerState]>([
  ['success', 'closed'],
  ['neutral', 'open'],
])('a signal of %s within a series of failures leaves it %s after the fifth', (signal, state) => {
  end('failure', 'failure', 'failure', 'failure', signal, 'failure');
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
  expect(breaker).toMatchObject({ state: 'open', rejects: false });
  admitted();
  expect(breaker).toMatchObject({ state: 'half-open', rejects: true });
  nowMs += 10 * OPEN_MS;
  expect(breaker.admit()).toBeUndefined();
  expect(changes.at(-1)).toEqual(['half-open', '30 s have passed']);
});

test.each<[BreakerSignal, BreakerState, boolean]>([
  ['success', 'closed', false],
  ['failure', 'open', true],
  ['neutral', 'half-open', false],
])('a probe with signal %s leaves it %s', (signal, state, rejects) => {
  open();
  nowMs += OPEN_MS;
  end(signal);
  expect(breaker).toMatchObject({ state, rejects });
});

test('a failed probe opens it for the full time again', () => {
  open();
  nowMs += OPEN_MS;
  const probe = admitted();
  nowMs += 8000;
  probe.settle('failure', 'no result');
  expect(changes.at(-1)).toEqual(['open', 'the probe failed: no result']);
  nowMs += OPEN_MS - 1;
  expect(breaker.rejects).toBe(true);
  nowMs += 1;
  expect(breaker.rejects).toBe(false);
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
  | { readonly kind: 'end'; readonly which: number; readonly signal: BreakerSignal }
  | { readonly kind: 'wait'; readonly durationMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'send' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(9),
      signal: fc.constantFrom<BreakerSignal>(
        ...Array<BreakerSignal>(8).fill('failure'),
        'success',
        'neutral',
      ),
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
          ending.permit.settle(next.signal);
          if (isPresent && next.signal === 'success') failuresInARow = 0;
          if (isPresent && next.signal === 'failure') failuresInARow++;
          if (!isPresent || next.signal === 'neutral') expect(changes.length).toBe(before);
          else if (ending.state === 'half-open')
            expect(breaker.state).toBe(next.signal === 'success' ? 'closed' : 'open');
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
        expect(breaker.state === 'closed' && breaker.rejects).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
  // Otherwise the property would have covered only a closed breaker.
  expect(opened).toBeGreaterThan(50);
});
