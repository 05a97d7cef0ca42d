import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { WORKER_METRICS as NAME } from '../../contracts/metric-name.ts';

/** Creates the metrics that all workers of this process share, registered in `registry` (docs/protocol.md §3). */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labels: Label[]) =>
    new Counter({ name, help, labelNames: ['stream_id', ...labels], registers });
  const gauge = <Label extends string>(name: string, help: string, ...labels: Label[]) =>
    new Gauge({ name, help, labelNames: ['stream_id', ...labels], registers });
  return {
    audioFragments: counter(NAME.audioFragments, 'Segments by outcome', 'status'),
    fragmentsSent: counter(NAME.fragmentsSent, 'Segments submitted for dubbing'),
    fallback: counter(NAME.fallback, 'Segments aired with their original audio, by reason', 'reason'),
    inflight: gauge(NAME.inflight, 'Fragments waiting for their result'),
    segments: counter(NAME.segments, 'Segments of the input, by kind of media', 'type'),
    avSyncDelta: gauge(
      NAME.avSyncDelta,
      'Delay of the audio relative to the video added by the worker, in ms',
    ),
    breakerState: gauge(NAME.breakerState, 'State of the circuit breaker: 0 closed, 1 half-open, 2 open'),
    stsConnected: gauge(NAME.stsConnected, '1 while a session with the STS service is open'),
    reconnections: counter(NAME.reconnections, 'Sessions with the STS service after the first'),
    backpressureEvents: counter(NAME.backpressureEvents, 'Backpressure events, by action', 'action'),
    stsRoundTrip: new Histogram({
      name: NAME.stsRoundTrip,
      help: 'Time from fragment:data to its result',
      labelNames: ['stream_id'],
      buckets: [0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15],
      registers,
    }),
    sourceLost: counter(NAME.sourceLost, 'Seconds of the input that the worker did not receive', 'where'),
    audioFilled: counter(
      NAME.audioFilled,
      'Seconds of silence where the input has no audio, by reason',
      'reason',
    ),
    audioTrimmed: counter(
      NAME.audioTrimmed,
      'Seconds of received audio that were left out, by reason',
      'reason',
    ),
    audioStretched: counter(
      NAME.audioStretched,
      'Seconds by which audio was stretched or compressed to follow its timestamps',
    ),
    videoPaused: counter(NAME.videoPaused, 'Seconds in which the video of the input paused'),
    trackPaused: gauge(
      NAME.trackPaused,
      '1 while a track of the input pauses and the other one continues',
      'track',
    ),
    outputStalled: counter(NAME.outputStalled, 'Seconds in which the output sent nothing'),
    errors: counter(NAME.errors, 'Errors, by code', 'error_type'),
    pipelineState: gauge(
      NAME.pipelineState,
      'State of the pipeline: 0 stopped, 1 starting, 2 running, 3 failed',
      'pipeline',
    ),
  };
}

/**
 * Exposes the lag of the event loop, which all workers of this process share.
 *
 * @param lagS returns the longest recent block in seconds; called at each scrape
 */
export function exposeEventLoopLag(registry: Registry, lagS: () => number): void {
  new Gauge({
    name: NAME.eventLoopLag,
    help: 'Longest time that the event loop was blocked in the last 5 to 10 seconds',
    registers: [registry],
    collect() {
      this.set(lagS());
    },
  });
}

export type WorkerInstruments = ReturnType<typeof createInstruments>;
