import { randomUUID } from 'node:crypto';
import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { FallbackReason, FragmentOutcome } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { DubbingFailure } from './dubbing-failure.ts';
import { fitToWindow } from './fit-to-window.ts';
import { InflightLimit } from './inflight-limit.ts';
import type { Ledger } from './ledger.ts';
import type { Segment } from './segmenter.ts';

/** What is aired in a window. */
export interface Window {
  readonly segment: Segment;
  readonly pcm: Buffer;
}

export interface DubberOptions {
  readonly link: StsLink;
  readonly codec: FragmentCodec;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** The PCM of the stream. */
  readonly format: PcmFormat;
  /** What is sent to the STS service. */
  readonly fragmentFormat: PcmFormat;
  readonly maxInflight: number;
  readonly timeoutMs: number;
  /** Told of each window that is aired with its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
}

/**
 * Takes each segment through the STS service. Whatever happens there, a segment comes back as a window to air,
 * dubbed or with its original audio, and the ledger says which.
 */
export class Dubber {
  readonly #options: DubberOptions;
  readonly #places: InflightLimit;
  /** Resolves when the segment before has been sent: segments leave in their order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DubberOptions) {
    this.#options = options;
    this.#places = new InflightLimit(options.maxInflight, (held) => options.metrics.inflight(held));
  }

  /** Never rejects for what the STS service does or fails to do. */
  async dub(segment: Segment): Promise<Window> {
    if (!segment.dubbable) return { segment, pcm: segment.pcm };
    const { ledger, log } = this.#options;
    const fragmentId = randomUUID();
    ledger.open(fragmentId, segment);
    try {
      const { pcm, outcome, roundTripMs } = await this.#throughSts(fragmentId, segment);
      ledger.close(fragmentId, outcome, undefined, roundTripMs);
      log.info(
        { fragmentId, segment: segment.index, outcome, roundTripMs: Math.round(roundTripMs) },
        'segment dubbed',
      );
      return { segment, pcm };
    } catch (error) {
      const failure =
        error instanceof DubbingFailure
          ? error
          : new DubbingFailure('failed', messageOf(error), { cause: error });
      ledger.close(fragmentId, 'fallback', failure.reason);
      log.warn(
        { fragmentId, segment: segment.index, reason: failure.reason, err: failure },
        'segment falls back to its original audio',
      );
      this.#options.onFailure(failure);
      return { segment, pcm: segment.pcm };
    }
  }

  async #throughSts(fragmentId: string, segment: Segment) {
    const { codec, format, fragmentFormat, link, metrics, timeoutMs } = this.#options;
    const before = this.#turn;
    const { promise: sent, resolve: passTurn } = Promise.withResolvers<void>();
    this.#turn = sent;
    let result: FragmentProcessed;
    let roundTripMs: number;
    try {
      const encoded = await codec.encode(segment.pcm, format, fragmentFormat);
      await before;
      if (!(await this.#places.acquire(timeoutMs))) {
        throw new DubbingFailure(
          'backpressure',
          `no place among the fragments in flight within ${timeoutMs} ms`,
        );
      }
      try {
        const sentMs = performance.now();
        const answer = link.dub({
          fragmentId,
          timestampMs: Math.round(segment.startS * 1000),
          audio: {
            format: 'm4a',
            sample_rate_hz: fragmentFormat.sampleRateHz,
            channels: fragmentFormat.channels,
            duration_ms: Math.round(segment.durationS * 1000),
            data_base64: encoded.toString('base64'),
          },
        });
        passTurn();
        result = await answer;
        roundTripMs = performance.now() - sentMs;
      } finally {
        this.#places.release();
      }
    } finally {
      passTurn();
    }
    metrics.roundTrip(roundTripMs);
    const outcome = outcomeOf(result);
    const pcm = await this.#pcmOf(result, segment.pcm.length);
    return { pcm, outcome, roundTripMs };
  }

  async #pcmOf(result: FragmentProcessed, windowBytes: number): Promise<Buffer> {
    const { codec, format } = this.#options;
    const encoded = result.dubbed_audio?.data_base64;
    if (encoded === undefined || encoded === '') {
      throw new DubbingFailure('invalid_result', `the result (${result.status}) carries no dubbed audio`);
    }
    let pcm: Buffer;
    try {
      pcm = await codec.decode(Buffer.from(encoded, 'base64'), format);
    } catch (error) {
      throw new DubbingFailure('invalid_result', `the dubbed audio cannot be decoded: ${messageOf(error)}`, {
        cause: error,
      });
    }
    return fitToWindow(pcm, windowBytes, format);
  }
}

function outcomeOf(result: FragmentProcessed): FragmentOutcome & ('processed' | 'partial') {
  if (result.status === 'failed') {
    const why =
      result.error === undefined ? 'no reason given' : `${result.error.code}: ${result.error.message}`;
    const reason: FallbackReason = 'failed';
    throw new DubbingFailure(reason, `the STS service could not dub it (${why})`);
  }
  return result.status === 'success' ? 'processed' : 'partial';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
