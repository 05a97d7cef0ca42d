import type { Json } from '../../engine/index.ts';
import { RecordBuilder } from './run-record.ts';

const MEDIA_SERVICE = 'http://127.0.0.1:8080';
const STS = 'http://127.0.0.1:3000';
export const STREAM = 's1';
export const INPUT = `live/${STREAM}/in`;

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const NUMEROS = ['uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];

/** One result of the STS service. Fields replace those of a right one; `undefined` removes them. */
export type FakeResult = Readonly<Record<string, Json | undefined>>;

/** A clip of ten spoken numbers, dubbed in five segments of 2 s. */
export function pipeline(durationS = 10, tracks = ['H264', 'MPEG-4 Audio']): RecordBuilder {
  const builder = new RecordBuilder();
  builder.step(0, 'environment-setup', {
    output: {
      streamId: STREAM,
      endpoints: { mediaServiceUrl: MEDIA_SERVICE, stsUrl: STS, rtmpUrl: 'rtmp://127.0.0.1:1935' },
      clip: {
        ...{ file: 'clip.mp4', durationS },
        words: WORDS.map((word, at) => ({ word, value: at + 1, startS: at + 0.3, endS: at + 0.7 })),
      },
      leadInS: 0,
      profile: {
        paths: { input: 'live/{stream}/in', output: 'live/{stream}/out' },
        segmentS: 2,
        languages: { source: 'en', target: 'es' },
      },
    },
  });
  builder.observe('sts', 'observer:connected', {});
  for (const service of ['media-service', 'sts-service'])
    builder.log(service, 'listening', { url: 'http://127.0.0.1' });
  return builder.observe('mediamtx', 'paths', {
    paths: [{ name: INPUT, ready: true, tracks, bytesReceived: 200_000 }],
  });
}

/** A pipeline whose worker has opened its source and a session. */
export function connected(): RecordBuilder {
  return init(opened(pipeline())).observe('sts', 'stream:ready', { payload: { session_id: 'x' } });
}

/** The worker has opened its source. */
export function opened(builder: RecordBuilder, audio: Json = { codec: 'aac' }): RecordBuilder {
  const source = { video: { codec: 'h264' }, ...(audio !== null && { audio }) };
  return builder
    .log('media-service', 'worker started', { streamId: STREAM })
    .log('media-service', 'source opened', { streamId: STREAM, source });
}

/** The worker has asked for a session. */
export function init(builder: RecordBuilder): RecordBuilder {
  return builder.observe('sts', 'stream:init', { payload: { stream_id: STREAM, timeout_ms: 8000 } });
}

/** The metrics of the worker, with the segments and fragments that it has counted. */
export function metrics(
  builder: RecordBuilder,
  {
    video = 0,
    audio = 0,
    sent = 0,
  }: { readonly video?: number; readonly audio?: number; readonly sent?: number },
): RecordBuilder {
  const series = (name: string, value: number, labels: Readonly<Record<string, string>> = {}) => ({
    name,
    labels: { stream_id: STREAM, ...labels },
    value,
  });
  return builder.observe('media-service', 'metrics', [
    ...['processed', 'partial', 'fallback', 'dropped'].map((status) =>
      series('worker_audio_fragments_total', 0, { status }),
    ),
    series('worker_fragments_sent_total', sent),
    series('worker_inflight_fragments', 0),
    series('worker_segments_total', video, { type: 'video' }),
    series('worker_segments_total', audio, { type: 'audio' }),
  ]);
}

/** The publisher has sent this much. */
export function published(builder: RecordBuilder, mediaS: number): RecordBuilder {
  return builder.observe('publisher', 'progress', { mediaS, frames: mediaS * 30 });
}

/** A right result. */
export function resultOf(sequence: number): FakeResult {
  const of = (words: readonly string[]) => words.slice(2 * sequence, 2 * sequence + 2).join(' ');
  return {
    fragment_id: `f${sequence}`,
    sequence_number: sequence,
    status: 'success',
    transcript: of(WORDS),
    translated_text: of(NUMEROS),
    dubbed_audio: { format: 'm4a', duration_ms: 2000, data_base64: '(26044 characters, sha256 ab)' },
  };
}

/**
 * Five fragments and their results.
 *
 * @param change makes the results of one fragment from the right one
 */
export function dubbed(
  change: (right: FakeResult, sequence: number) => FakeResult | readonly FakeResult[] = (right) => right,
  builder = connected(),
): RecordBuilder {
  const kept: Json[] = [];
  for (let sequence = 0; sequence < 5; sequence += 1) {
    const changed = change(resultOf(sequence), sequence);
    builder.observe('sts', 'fragment:data', {
      payload: { fragment_id: `f${sequence}`, sequence_number: sequence, timestamp: sequence * 2000 },
    });
    for (const result of [changed].flat()) {
      builder.observe('sts', 'fragment:processed', { payload: result as Json });
      kept.push(keptFragment(result));
    }
  }
  builder.observe('sts', 'stream:end', { payload: { stream_id: STREAM } });
  builder.evidence('fragments', { list: kept, malformed: [], missed: [] });
  return builder.step(3, 'fragments-processed', { output: { list: kept } });
}

/** A failed result. */
export function failed(code: string, message: string, stage?: string) {
  return (right: FakeResult): FakeResult => ({
    fragment_id: right.fragment_id,
    sequence_number: right.sequence_number,
    status: 'failed',
    error: { code, message, ...(stage !== undefined && { stage }) },
  });
}

/** The audio of five fragments as step 4 measured it. */
export function measured(change: Readonly<Record<string, Json>>, builder = dubbed()): RecordBuilder {
  const right = {
    ...{ segmentS: 2, durationS: 2.005, declaredS: 2, levelDbfs: -22, originalSimilarity: 0.02 },
    character: { kind: 'changing', dominantHz: 219, dominantShare: 0.2, change: 0.4, flatness: 0.01 },
  };
  const audio = [0, 1, 2, 3, 4].map((sequence) => ({ ...right, sequence, ...change }));
  return builder.step(4, 'event-data', { status: 'failed', output: { audio } });
}

function keptFragment(result: FakeResult): Json {
  const sequence = Number(result.sequence_number);
  return {
    fragmentId: String(result.fragment_id),
    sequenceNumber: sequence,
    status: String(result.status),
    ...{ startS: sequence * 2, durationS: 2, sentAtMs: 1, processedAtMs: 2 },
    original: { path: 'a.m4a', format: 'm4a', durationMs: 2000 },
    ...(typeof result.transcript === 'string' && { transcript: result.transcript }),
    ...(typeof result.translated_text === 'string' && { translatedText: result.translated_text }),
  };
}
