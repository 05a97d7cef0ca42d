import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FragmentData, MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import { faultPlanSchema } from '../../contracts/sts-faults.ts';
import { createLogger } from '../../runtime/logger.ts';
import { FaultAudio } from '../faults/fault-audio.ts';
import { StreamFaults } from '../faults/stream-faults.ts';
import { createStsMetrics } from '../metrics/sts-metrics.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { checkSession, type SentFragment, type SessionEvent } from '../testing/check-session.ts';
import { ManualProcessor } from '../testing/manual-processor.ts';
import { QueueLimit } from './rejection.ts';
import { StreamSession } from './stream-session.ts';

const TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 300;
const log = createLogger('sts-service', 'silent');
const oversize = 'A'.repeat(MAX_AUDIO_BASE64_LENGTH + 1);

let scratch: ScratchFolder;
beforeEach(async () => {
  scratch = await ScratchFolder.create();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await scratch.remove();
});

/** One step of a random course. */
type Step =
  | {
      readonly do: 'send';
      readonly sequence: number;
      readonly how: 'valid' | 'oversize' | 'other-stream' | 'invalid';
    }
  | { readonly do: 'finish'; readonly which: number; readonly as: 'success' | 'partial' | 'failed' | 'crash' }
  | { readonly do: 'acknowledge'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'pause' | 'resume' | 'end' | 'init' | 'leave' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      sequence: fc.nat(9),
      how: fc.oneof(
        { weight: 8, arbitrary: fc.constant('valid' as const) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('oversize' as const, 'other-stream' as const, 'invalid' as const),
        },
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      which: fc.nat(20),
      as: fc.constantFrom('success' as const, 'partial' as const, 'failed' as const, 'crash' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), which: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(TIMEOUT_MS + 100) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'init' as const, 'leave' as const) }),
  },
);

/** A session with the fragments sent to it and the events it sent. */
class Course {
  readonly session: StreamSession;
  readonly sent: SentFragment[] = [];
  readonly events: SessionEvent[] = [];
  readonly processor = new ManualProcessor();
  #ended = false;
  #closed: Promise<void> | undefined;

  constructor(
    maxInflight: number,
    metrics: ReturnType<typeof createStsMetrics>,
    queueLimit: QueueLimit,
    faults?: StreamFaults,
  ) {
    const config = {
      source_language: 'en',
      target_language: 'es',
      voice_profile: 'default',
      chunk_duration_ms: 6000,
      sample_rate_hz: 48_000,
      channels: 1,
      format: 'm4a',
      domain_hints: [],
    };
    const init = {
      stream_id: 's',
      worker_id: 'w',
      config,
      max_inflight: maxInflight,
      timeout_ms: TIMEOUT_MS,
    };
    this.session = new StreamSession({
      sessionId: 'id',
      init,
      processor: this.processor,
      metrics,
      queueLimit,
      log,
      backpressure: true,
      faultsOf: () => faults,
      emit: (event, payload) => void this.events.push({ event, payload }),
      disconnect: () => expect.unreachable(),
      onComplete: () => undefined,
    });
    this.session.open();
  }

  take(step: Exclude<Step, { do: 'wait' | 'init' }>): void {
    const { session } = this;
    if (step.do === 'leave') this.#closed ??= session.close('left');
    if (this.#closed !== undefined) return;
    if (step.do === 'finish') this.processor.finish(step.which, step.as);
    if (step.do === 'acknowledge') session.acknowledge(`f${step.which}`);
    if (step.do === 'pause') session.pause(undefined);
    if (step.do === 'resume') session.resume(undefined);
    if (step.do === 'end') {
      this.#ended = true;
      session.end(undefined);
    }
    if (step.do === 'send') this.#send(step.sequence, step.how);
  }

  #send(sequence: number, how: 'valid' | 'oversize' | 'other-stream' | 'invalid'): void {
    const fragmentId = `f${this.sent.length}`;
    const durationMs = 1000 + this.sent.length;
    this.sent.push({ fragmentId, sequence, durationMs });
    const before = this.events.length;
    if (how === 'invalid') {
      this.session.reject({ code: 'INVALID_CONFIG', message: 'invalid', fragmentId }, sequence);
    } else {
      const data = how === 'oversize' ? oversize : 'AAAA';
      const stream = how === 'other-stream' ? 'other' : 's';
      this.session.accept(fragment(fragmentId, stream, sequence, durationMs, data));
    }
    const [answer] = this.events.slice(before);
    expect(answer?.event, 'answered synchronously').toMatch(/^(fragment:ack|error)$/);
  }

  /** Ends the session and checks its events. */
  async finish(): Promise<void> {
    // Processing times out after one time limit, and a gap at most one later.
    await vi.advanceTimersByTimeAsync(2 * TIMEOUT_MS + MAX_DELAY_MS);
    const hasEnded = this.#closed === undefined;
    if (hasEnded) {
      const answered = this.events.filter(({ event }) => event === 'fragment:processed').length;
      const accepted = this.events.filter(({ event }) => event === 'fragment:ack').length;
      expect(answered, 'no fragment is left unanswered').toBe(accepted);
      if (!this.#ended) this.session.end(undefined);
      await vi.advanceTimersByTimeAsync(0);
    }
    this.#closed ??= this.session.close('end of the test');
    await this.#closed;
    expect(this.processor.unfinished, 'no processing is left').toBe(0);
    const eventCount = this.events.length;
    await vi.advanceTimersByTimeAsync(10 * TIMEOUT_MS);
    expect(this.events.length, 'no events after the end').toBe(eventCount);
    checkSession(this.sent, this.events, hasEnded);
  }
}

function fragment(
  fragment_id: string,
  stream_id: string,
  sequence_number: number,
  duration_ms: number,
  data_base64: string,
): FragmentData {
  const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms, data_base64 };
  return { fragment_id, stream_id, sequence_number, timestamp: 0, audio };
}

function delayingFaults(seed: number): StreamFaults {
  const when = { probability: 0.4, seed };
  const faults = [{ kind: 'delay', delay_ms: MAX_DELAY_MS, when }];
  return new StreamFaults(faultPlanSchema.parse({ faults }), new FaultAudio(scratch));
}

test('times out 250 ms before timeout_ms, before a worker with the same limit gives up', async () => {
  const course = new Course(
    1,
    createStsMetrics(() => 0),
    new QueueLimit(6),
  );
  course.take({ do: 'send', sequence: 0, how: 'valid' });
  const answers = (): number => course.events.filter(({ event }) => event === 'fragment:processed').length;
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 251);
  expect(answers()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(answers()).toBe(1);
  await course.finish();
});

test('follows the protocol for random sequences of events', async () => {
  const course = fc.array(step, { maxLength: 50 });
  const maxInflight = fc.integer({ min: 1, max: 5 });
  const faultSeed = fc.option(fc.nat(1000), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(course, maxInflight, faultSeed, async (steps, maxInflightOfRun, seed) => {
      const metrics = createStsMetrics(() => 0);
      const queueLimit = new QueueLimit(6);
      const start = (): Course =>
        new Course(
          maxInflightOfRun,
          metrics,
          queueLimit,
          seed === undefined ? undefined : delayingFaults(seed),
        );
      const courses = [start()];
      for (const step of steps) {
        if (step.do === 'init') {
          courses.at(-1)?.take({ do: 'leave' });
          await vi.advanceTimersByTimeAsync(0);
          expect(vi.getTimerCount(), 'timers of a replaced session').toBe(0);
          courses.push(start());
        } else if (step.do === 'wait') {
          await vi.advanceTimersByTimeAsync(step.ms);
        } else {
          courses.at(-1)?.take(step);
          await vi.advanceTimersByTimeAsync(0);
        }
      }
      for (const course of courses) await course.finish();
      expect(queueLimit.used, 'fragments left in the queue limit').toBe(0);
      const text = await metrics.registry.metrics();
      expect(text).toContain('sts_sessions_active 0\n');
      expect(text).toContain('sts_fragments_in_flight 0\n');
    }),
    { numRuns: 300 },
  );
});
