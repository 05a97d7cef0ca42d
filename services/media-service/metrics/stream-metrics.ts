import { Registry } from 'prom-client';
import type { Backpressure } from '../../contracts/sts-notice.ts';
import {
  FALLBACK_REASONS,
  type FallbackReason,
  FRAGMENT_OUTCOMES,
  type FragmentOutcome,
} from '../../contracts/worker-status.ts';
import { FILL_REASONS, type FillReason, TRIM_REASONS, type TrimReason } from '../ingest/audio-timeline.ts';
import { createInstruments, type WorkerInstruments } from './instruments.ts';

const BACKPRESSURE_ACTIONS: readonly Backpressure['action'][] = ['none', 'slow_down', 'pause'];
const PIPELINE_STATES = { stopped: 0, starting: 1, running: 2, failed: 3 } as const;
const BREAKER_STATES = { closed: 0, 'half-open': 1, open: 2 } as const;
export type PipelineState = keyof typeof PIPELINE_STATES;

/** The metrics of all workers in this process. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #instruments = createInstruments(this.registry);

  /** Creates the series of a stream, initially 0. */
  forStream(streamId: string): StreamMetrics {
    return new StreamMetrics(this.#instruments, streamId);
  }
}

/** The metrics of one stream: translates events of its worker into names and labels. */
export class StreamMetrics {
  readonly #of: WorkerInstruments;
  readonly #stream: { readonly stream_id: string };

  constructor(instruments: WorkerInstruments, streamId: string) {
    this.#of = instruments;
    this.#stream = { stream_id: streamId };
    // Series start at 0, which distinguishes a worker without events from no worker.
    for (const status of FRAGMENT_OUTCOMES) this.#of.audioFragments.inc({ ...this.#stream, status }, 0);
    for (const reason of FALLBACK_REASONS) this.#of.fallback.inc({ ...this.#stream, reason }, 0);
    for (const type of ['audio', 'video']) this.#of.segments.inc({ ...this.#stream, type }, 0);
    for (const action of BACKPRESSURE_ACTIONS)
      this.#of.backpressureEvents.inc({ ...this.#stream, action }, 0);
    for (const reason of FILL_REASONS) this.#of.audioFilled.inc({ ...this.#stream, reason }, 0);
    for (const reason of TRIM_REASONS) this.#of.audioTrimmed.inc({ ...this.#stream, reason }, 0);
    for (const track of ['audio', 'video'] as const) this.trackPaused(track, false);
    const { fragmentsSent, reconnections, outputStalled, audioStretched, videoPaused } = this.#of;
    for (const counter of [fragmentsSent, reconnections, outputStalled, audioStretched, videoPaused]) {
      counter.inc(this.#stream, 0);
    }
    this.#of.sourceLost.inc({ ...this.#stream, where: 'inside' }, 0);
    this.#of.stsRoundTrip.zero(this.#stream);
    for (const gauge of [this.#of.inflight, this.#of.breakerState, this.#of.stsConnected]) {
      gauge.set(this.#stream, 0);
    }
    this.pipeline('input', 'stopped');
    this.pipeline('output', 'stopped');
  }

  /** A worker starts on the stream: resets the gauges of the previous one. */
  workerStarts(): void {
    this.#of.avSyncDelta.remove(this.#stream);
    this.breaker('closed');
    for (const track of ['audio', 'video'] as const) this.trackPaused(track, false);
    this.pipeline('input', 'starting');
    this.pipeline('output', 'stopped');
  }

  fragmentSent(): void {
    this.#of.fragmentsSent.inc(this.#stream);
  }

  fragmentEnded(outcome: FragmentOutcome, reason?: FallbackReason): void {
    this.#of.audioFragments.inc({ ...this.#stream, status: outcome });
    if (reason !== undefined) this.#of.fallback.inc({ ...this.#stream, reason });
  }

  inflight(count: number): void {
    this.#of.inflight.set(this.#stream, count);
  }

  segment(type: 'audio' | 'video'): void {
    this.#of.segments.inc({ ...this.#stream, type });
  }

  avSyncDelta(deltaMs: number): void {
    this.#of.avSyncDelta.set(this.#stream, deltaMs);
  }

  breaker(state: keyof typeof BREAKER_STATES): void {
    this.#of.breakerState.set(this.#stream, BREAKER_STATES[state]);
  }

  stsConnected(connected: boolean): void {
    this.#of.stsConnected.set(this.#stream, connected ? 1 : 0);
  }

  reconnected(): void {
    this.#of.reconnections.inc(this.#stream);
  }

  backpressure(action: Backpressure['action']): void {
    this.#of.backpressureEvents.inc({ ...this.#stream, action });
  }

  roundTrip(durationMs: number): void {
    this.#of.stsRoundTrip.observe(this.#stream, durationMs / 1000);
  }

  /** @param where `head`: before the first received frame; `inside`: later */
  sourceLost(where: 'head' | 'inside', durationS: number): void {
    this.#of.sourceLost.inc({ ...this.#stream, where }, durationS);
  }

  audioFilled(reason: FillReason, durationS: number): void {
    this.#of.audioFilled.inc({ ...this.#stream, reason }, durationS);
  }

  audioTrimmed(reason: TrimReason, durationS: number): void {
    this.#of.audioTrimmed.inc({ ...this.#stream, reason }, durationS);
  }

  audioStretched(durationS: number): void {
    this.#of.audioStretched.inc(this.#stream, durationS);
  }

  videoPaused(durationS: number): void {
    this.#of.videoPaused.inc(this.#stream, durationS);
  }

  /** A track pauses while the other one continues, or returns. */
  trackPaused(track: 'audio' | 'video', isPaused: boolean): void {
    this.#of.trackPaused.set({ ...this.#stream, track }, isPaused ? 1 : 0);
  }

  outputStalled(durationS: number): void {
    this.#of.outputStalled.inc(this.#stream, durationS);
  }

  error(code: string): void {
    this.#of.errors.inc({ ...this.#stream, error_type: code });
  }

  pipeline(pipeline: 'input' | 'output', state: PipelineState): void {
    this.#of.pipelineState.set({ ...this.#stream, pipeline }, PIPELINE_STATES[state]);
  }

  /** Removes the series of this stream. */
  async remove(): Promise<void> {
    for (const instrument of Object.values(this.#of)) {
      const { values } = await instrument.get();
      for (const { labels } of values) {
        if (labels.stream_id !== this.#stream.stream_id) continue;
        const { le: _bucket, ...own } = labels as Record<string, string | number>;
        instrument.remove(own);
      }
    }
  }
}
