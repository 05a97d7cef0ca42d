import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSession, type SentFragment, type SessionEvent } from '../testing/check-session.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';

type Step = number | 'invalid' | 'pause' | 'resume' | 'init';

/** Numbers are sequence numbers to send. The range is small to produce duplicates and gaps. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.nat(7) },
  { weight: 4, arbitrary: fc.constantFrom('invalid' as const, 'pause' as const, 'resume' as const) },
  { weight: 1, arbitrary: fc.constant('init' as const) },
);

/** Runs a course of steps and returns the fragments sent to each session. The last session completes. */
async function play(worker: TestWorker, steps: readonly Step[]): Promise<SentFragment[][]> {
  const init = { timeout_ms: 1000, max_inflight: 4 };
  const sessions: SentFragment[][] = [[]];
  await worker.open(init);
  for (const [at, step] of steps.entries()) {
    if (step === 'init') {
      await worker.open(init);
      sessions.push([]);
    } else if (step === 'pause' || step === 'resume') {
      worker.emit(`stream:${step}`);
    } else {
      const sequence = typeof step === 'number' ? step : 0;
      const sent = { fragmentId: `f${at}`, sequence, durationMs: 1000 + at };
      const audio = { duration_ms: sent.durationMs, ...(step === 'invalid' ? { channels: 3 } : {}) };
      worker.send(sequence, { fragment_id: sent.fragmentId }, audio);
      sessions.at(-1)?.push(sent);
    }
  }
  worker.emit('stream:end');
  await worker.log.waitFor('stream:complete');
  return sessions;
}

function eventsBySession(worker: TestWorker): SessionEvent[][] {
  const sessions: SessionEvent[][] = [];
  for (const { event, args } of worker.log.received) {
    if (event === 'stream:ready') sessions.push([]);
    sessions.at(-1)?.push({ event, payload: args[0] });
  }
  return sessions;
}

test('follows the protocol with 60 parallel workers over real sockets', async () => {
  await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '5', STS_DISCONNECT_AFTER_COMPLETE_MS: '60000' });
  const courses = fc.sample(fc.array(step, { maxLength: 30 }), { numRuns: 60, seed: 20_261_122 });
  await Promise.all(
    courses.map(async (steps) => {
      using worker = new TestWorker(sts.url);
      const sent = await play(worker, steps);
      const events = eventsBySession(worker);
      expect(events).toHaveLength(sent.length);
      for (const [at, received] of events.entries()) {
        checkSession(sent[at] ?? [], received, at === sent.length - 1);
      }
    }),
  );
  await expect
    .poll(async () => await (await fetch(`${sts.url}/metrics`)).text())
    .toMatch(/^sts_fragments_in_flight 0$.*^sts_sessions_active 0$/ms);
});
