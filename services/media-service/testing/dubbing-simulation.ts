import type { FragmentAudio } from '../../contracts/fragment.ts';
import { createLogger } from '../../runtime/logger.ts';
import { Dubber } from '../dubbing/dubber.ts';
import { Ledger } from '../dubbing/ledger.ts';
import type { EarlyEncoding } from '../dubbing/segmenter.ts';
import { UnknownAudioError } from '../ffmpeg/fragment-codec.ts';
import type { DubbingFailure } from '../sts/dubbing-failure.ts';
import { FragmentExchange } from '../sts/fragment-exchange.ts';
import type { OutgoingFragment } from '../sts/sts-connection.ts';
import { testMetrics } from './test-metrics.ts';

const FORMAT = { sampleRateHz: 1000, channels: 1 };
export const SEGMENT_BYTES = 2000;
export const MAX_INFLIGHT = 3;
export const TIMEOUT_MS = 8000;
/** The maximum encoding time of a segment on a machine that is not busy. */
export const ENCODING_MS = 300;
/** The decoding time on an overloaded machine: more than the deadline of a segment. */
const SLOW_MS = 12_000;
const BREAKER_OPEN_MS = 30_000;
const log = createLogger('test', 'silent');

/** Decodes the dubbed audio of a fragment by the keyword in its `data_base64`. */
async function decode(
  { data_base64: keyword }: { readonly data_base64: string },
  _to: unknown,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (keyword === 'garbage') throw new UnknownAudioError(Buffer.from(keyword), 'm4a');
  if (keyword === 'slow') await pass(SLOW_MS, signal);
  return Buffer.alloc(keyword === 'long' ? 2 * SEGMENT_BYTES : SEGMENT_BYTES, 1);
}

async function pass(durationMs: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, durationMs);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Dubs segments with a simulated service whose results and clock the test controls. */
export class DubbingSimulation {
  readonly counted = testMetrics();
  readonly ledger = new Ledger(this.counted.metrics);
  readonly exchange = new FragmentExchange({
    url: 'http://sts',
    breakerOpenMs: BREAKER_OPEN_MS,
    metrics: this.counted.metrics,
    log,
  });
  readonly ending = new AbortController();
  /** All sent fragments, over all sessions. */
  readonly sent: OutgoingFragment[] = [];
  readonly segments: Promise<Buffer>[] = [];
  readonly failures: DubbingFailure[] = [];
  /** The encoding time of each segment; short and varying by default. */
  encodingMs: number | undefined;
  mostInflight = 0;
  sentWhileOpen = 0;
  readonly dubber = new Dubber({
    link: this.exchange,
    codec: { decode, encode: (_pcm, _from, _to, signal) => this.#encode(signal) },
    ledger: this.ledger,
    log,
    format: FORMAT,
    fragmentFormat: FORMAT,
    // The rate of its samples is too low to measure their loudness.
    dubLevel: 'keep',
    maxInflight: MAX_INFLIGHT,
    timeoutMs: TIMEOUT_MS,
    onFailure: (failure) => this.failures.push(failure),
    signal: this.ending.signal,
  });

  /** Some take longer than later ones. */
  async #encode(signal?: AbortSignal): Promise<FragmentAudio> {
    await pass(this.encodingMs ?? ((this.segments.length % 4) * ENCODING_MS) / 3, signal);
    return audio('');
  }

  /** The reasons of the fallbacks. */
  get reasons(): string[] {
    return this.failures.map(({ reason }) => reason);
  }

  cut(encoding?: EarlyEncoding): void {
    const index = this.segments.length;
    const pcm = Buffer.alloc(SEGMENT_BYTES);
    this.segments.push(
      this.dubber.dub({ index, startS: index, durationS: 1, pcm, dubbable: true, encoding }),
    );
  }

  connect(): void {
    this.exchange.sessionOpened({
      send: (fragment) => {
        this.sent.push(fragment);
        if (this.exchange.breakerState === 'open') this.sentWhileOpen++;
        this.mostInflight = Math.max(this.mostInflight, this.exchange.inflight + 1);
      },
      useSequence: () => undefined,
      reuseSequence: () => undefined,
      acknowledge: () => undefined,
    });
  }

  pause(): void {
    this.exchange.inbox.backpressure({ stream_id: 's', severity: 'high', action: 'pause' });
  }

  /** Sends a result for any sent fragment: pending, failed or completed. */
  answer(which: number, status: 'success' | 'partial' | 'failed', keyword: string): void {
    const fragment_id = this.#sent(which);
    if (fragment_id === undefined) return;
    const fields =
      status === 'failed'
        ? { error: { code: keyword, message: 'no', retryable: false } }
        : { dubbed_audio: audio(keyword) };
    this.exchange.inbox.processed({ fragment_id, stream_id: 's', sequence_number: 0, status, ...fields });
  }

  answerInvalid(which: number): void {
    const fragmentId = this.#sent(which);
    this.exchange.inbox.invalid({ event: 'fragment:processed', fragmentId, why: 'no status' });
  }

  reject(which: number): void {
    const rejection = { code: 'QUEUE_FULL', message: 'no', severity: 'error', retryable: true } as const;
    this.exchange.inbox.error({ ...rejection, fragment_id: this.#sent(which) });
  }

  /** Counts from the newest. */
  #sent(which: number): string | undefined {
    return this.sent.at(-1 - which)?.fragmentId;
  }
}

function audio(keyword: string): FragmentAudio {
  return { format: 'm4a', sample_rate_hz: 1000, channels: 1, duration_ms: 1000, data_base64: keyword };
}
