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
/** Of a window, at most, on a machine that is not busy. */
export const ENCODING_MS = 300;
/** What a busy machine takes to decode one: more than there is time for in all. */
const SLOW_MS = 12_000;
const BREAKER_OPEN_MS = 30_000;
const log = createLogger('test', 'silent');

/** What the dubbed audio of a fragment decodes to, by what its `data_base64` says. */
async function decode(
  { data_base64: says }: { readonly data_base64: string },
  _to: unknown,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (says === 'garbage') throw new UnknownAudioError(Buffer.from(says), 'm4a');
  if (says === 'slow') await pass(SLOW_MS, signal);
  return Buffer.alloc(says === 'long' ? 2 * SEGMENT_BYTES : SEGMENT_BYTES, 1);
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

/** A stream's dubbing with a service that does what the steps say, on a clock that they move. */
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
  /** All that were sent, in any session. */
  readonly sent: OutgoingFragment[] = [];
  readonly windows: Promise<Buffer>[] = [];
  readonly failures: DubbingFailure[] = [];
  /** What each window takes to be encoded; a little, and some more than others, by default. */
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
    maxInflight: MAX_INFLIGHT,
    timeoutMs: TIMEOUT_MS,
    onFailure: (failure) => this.failures.push(failure),
    signal: this.ending.signal,
  });

  /** Some take longer than the ones after them. */
  async #encode(signal?: AbortSignal): Promise<FragmentAudio> {
    await pass(this.encodingMs ?? ((this.windows.length % 4) * ENCODING_MS) / 3, signal);
    return audio('');
  }

  /** The reasons of the windows that fell back. */
  get told(): string[] {
    return this.failures.map(({ reason }) => reason);
  }

  cut(encoding?: EarlyEncoding): void {
    const index = this.windows.length;
    const pcm = Buffer.alloc(SEGMENT_BYTES);
    this.windows.push(this.dubber.dub({ index, startS: index, durationS: 1, pcm, dubbable: true, encoding }));
  }

  connect(): void {
    this.exchange.begin({
      send: (fragment) => {
        this.sent.push(fragment);
        if (this.exchange.breakerState === 'open') this.sentWhileOpen++;
        this.mostInflight = Math.max(this.mostInflight, this.exchange.inflight + 1);
      },
      reuseSequence: () => undefined,
      acknowledge: () => undefined,
    });
  }

  pause(): void {
    this.exchange.inbox.backpressure({ stream_id: 's', severity: 'high', action: 'pause' });
  }

  /** Answers any of those that were sent: one that is due, that came to nothing, or that was answered before. */
  answer(which: number, status: 'success' | 'partial' | 'failed', says: string): void {
    const fragment_id = this.#sent(which);
    if (fragment_id === undefined) return;
    const said =
      status === 'failed'
        ? { error: { code: says, message: 'no', retryable: false } }
        : { dubbed_audio: audio(says) };
    this.exchange.inbox.processed({ fragment_id, stream_id: 's', sequence_number: 0, status, ...said });
  }

  answerInvalid(which: number): void {
    const fragmentId = this.#sent(which);
    this.exchange.inbox.invalid({ event: 'fragment:processed', fragmentId, why: 'no status' });
  }

  refuse(which: number): void {
    const refusal = { code: 'QUEUE_FULL', message: 'no', severity: 'error', retryable: true } as const;
    this.exchange.inbox.error({ ...refusal, fragment_id: this.#sent(which) });
  }

  /** Counted from the newest. */
  #sent(which: number): string | undefined {
    return this.sent.at(-1 - which)?.fragmentId;
  }
}

function audio(says: string): FragmentAudio {
  return { format: 'm4a', sample_rate_hz: 1000, channels: 1, duration_ms: 1000, data_base64: says };
}
