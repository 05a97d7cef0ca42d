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
  end('ill', 'ill', 'ill', 'ill', 'ill');
  expect(breaker.state).toBe('open');
}

test('the fifth failure in a row opens it, and it says why', () => {
  end('ill', 'ill', 'ill', 'ill');
  expect(breaker).toMatchObject({ state: 'closed', refuses: false });
  admitted().settle('ill', 'no answer');
  expect(breaker).toMatchObject({ state: 'open', refuses: true });
  expect(breaker.admit()).toBeUndefined();
  expect(changes).toEqual([['open', '5 failures in a row, the last: no answer']]);
});

test.each<[Verdict, BreakerState]>([
  ['healthy', 'closed'],
  ['neither', 'open'],
])('a verdict of %s within a run of failures leaves it %s after the fifth', (verdict, state) => {
  end('ill', 'ill', 'ill', 'ill', verdict, 'ill');
  expect(breaker.state).toBe(state);
});

test('a fragment that is dubbed while it is closed changes nothing, and takes no other its say', () => {
  const others = Array.from({ length: 5 }, admitted);
  end('healthy');
  expect(changes).toEqual([]);
  for (const other of others) other.settle('ill');
  expect(breaker.state).toBe('open');
});

test('once its time is over it lets one probe through, and no other beside it', () => {
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
  ['healthy', 'closed', false],
  ['ill', 'open', true],
  ['neither', 'half-open', false],
])('a probe that ends with %s leaves it %s', (verdict, state, refuses) => {
  open();
  nowMs += OPEN_MS;
  end(verdict);
  expect(breaker).toMatchObject({ state, refuses });
});

test('a probe that failed opens it for the whole time again', () => {
  open();
  nowMs += OPEN_MS;
  const probe = admitted();
  nowMs += 8000;
  probe.settle('ill', 'no answer');
  expect(changes.at(-1)).toEqual(['open', 'the probe failed: no answer']);
  nowMs += OPEN_MS - 1;
  expect(breaker.refuses).toBe(true);
  nowMs += 1;
  expect(breaker.refuses).toBe(false);
});

test('what was sent before it opened has no say in the probe, nor after it', () => {
  const early = [admitted(), admitted()];
  open();
  nowMs += OPEN_MS;
  const probe = admitted();
  early[0]?.settle('healthy');
  expect(breaker.state).toBe('half-open');
  probe.settle('healthy');
  end('ill', 'ill', 'ill', 'ill');
  early[1]?.settle('ill');
  expect(breaker.state).toBe('closed');
});

test('a permit counts once', () => {
  const permit = admitted();
  for (let n = 0; n < 5; n++) permit.settle('ill');
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
      verdict: fc.constantFrom<Verdict>(...Array<Verdict>(8).fill('ill'), 'healthy', 'neither'),
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

test('whatever comes: opens at five in a row and not before, stays open its time, one probe at a time', () => {
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
          if (isPresent && next.verdict === 'healthy') failuresInARow = 0;
          if (isPresent && next.verdict === 'ill') failuresInARow++;
          if (!isPresent || next.verdict === 'neither') expect(changes.length).toBe(before);
          else if (ending.state === 'half-open')
            expect(breaker.state).toBe(next.verdict === 'healthy' ? 'closed' : 'open');
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
  // Else it would have looked at a closed breaker only.
  expect(opened).toBeGreaterThan(50);
});
