import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { WORKER_METRICS as NAME } from '../../contracts/metric-name.ts';

/** Makes the instruments of every worker in this process, registered in `registry`. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labels: Label[]) =>
    new Counter({ name, help, labelNames: ['stream_id', ...labels], registers });
  const gauge = <Label extends string>(name: string, help: string, ...labels: Label[]) =>
    new Gauge({ name, help, labelNames: ['stream_id', ...labels], registers });
  return {
    audioFragments: counter(NAME.audioFragments, 'Segments by how they ended', 'status'),
    fragmentsSent: counter(NAME.fragmentsSent, 'Segments handed over to be dubbed'),
    fallback: counter(NAME.fallback, 'Windows aired with their original audio, by reason', 'reason'),
    inflight: gauge(NAME.inflight, 'Fragments that wait for their result'),
    segments: counter(NAME.segments, 'Segments cut from the source', 'type'),
    avSyncDelta: gauge(
      NAME.avSyncDelta,
      'How much later than the video the worker lets the audio out, in ms',
    ),
    breakerState: gauge(NAME.breakerState, '0 closed, 1 half-open, 2 open'),
    stsConnected: gauge(NAME.stsConnected, '1 while a session with the STS service is open'),
    reconnections: counter(NAME.reconnections, 'Sessions opened after the first'),
    backpressureEvents: counter(NAME.backpressureEvents, 'Backpressure notices, by action', 'action'),
    stsRoundTrip: new Histogram({
      name: NAME.stsRoundTrip,
      help: 'From fragment:data to its result',
      labelNames: ['stream_id'],
      buckets: [0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15],
      registers,
    }),
    sourceLost: counter(NAME.sourceLost, 'Seconds of the source that never came to the worker', 'where'),
    outputStalled: counter(NAME.outputStalled, 'Seconds in which the output had no audio to air'),
    errors: counter(NAME.errors, 'Errors, by code', 'error_type'),
    pipelineState: gauge(NAME.pipelineState, '0 stopped, 1 starting, 2 running, 3 failed', 'pipeline'),
  };
}

export type WorkerInstruments = ReturnType<typeof createInstruments>;
