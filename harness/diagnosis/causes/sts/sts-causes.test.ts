import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { PipelineFacts } from '../../facts/pipeline-facts.ts';
import {
  connected,
  dubbed,
  type FakeResult,
  failed,
  init,
  measured,
  opened,
  pipeline,
  resultOf,
} from '../../testing/dubbing-record.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { CAUSES } from '../registry.ts';
import { stsTooSlow } from './sts-too-slow.ts';

const URL = 'http://127.0.0.1:3000';
const codes = (builder: RecordBuilder) => codesIn(CAUSES, builder);
const ended = (end: Json, builder = pipeline()) =>
  builder.observe('processes', 'ended', { name: 'sts-service', pid: 7, ...(end as object) });
const neverUp = () => new RecordBuilder().step(0, 'environment-setup', { status: 'failed' });

/** The worker fails to open a session. */
function unlinked(code: string, what: string, url = URL, builder = opened(pipeline())): RecordBuilder {
  const message = `no session with the STS service at ${url}: ${what}`;
  const err = { type: 'StsConnectionError', code, message, url };
  return builder.log(
    'media-service',
    `cannot open a session with the STS service: ${message}`,
    { err },
    'warn',
  );
}
const unreachable = (what: string, url?: string) =>
  unlinked('STS_UNREACHABLE', `connection failed: websocket error: ${what}: websocket error`, url);
const refused = (what: string) => unlinked('STS_REFUSED', what);

function closed(reason: string, builder = connected()): RecordBuilder {
  return builder.log('media-service', 'session with the STS service closed', { reason });
}
/** By then, the end of a service would have been observed. */
const later = (builder: RecordBuilder) => builder.at(60_000).log('media-service', 'segment read');
const lag = (seconds: number) =>
  connected()
    .at(60_000)
    .observe('sts-service', 'metrics', [{ name: 'sts_event_loop_lag_seconds', labels: {}, value: seconds }]);
const without = (field: string) => (right: FakeResult) => ({ ...right, [field]: undefined });
const only = (sequences: readonly number[], change: (right: FakeResult) => FakeResult) =>
  dubbed((right, sequence) => (sequences.includes(sequence) ? change(right) : right));
const audio = (logged: string) => (right: FakeResult) => ({
  ...right,
  dubbed_audio: { format: 'm4a', duration_ms: 2000, data_base64: logged },
});
const character = (kind: string) => ({
  character: { kind, dominantHz: 1000, dominantShare: 1, change: 0, flatness: 0.5 },
});

/** Results in this order, without their fragments. */
function answered(order: readonly number[]): RecordBuilder {
  const builder = connected();
  for (const sequence of order)
    builder.observe('sts', 'fragment:data', {
      payload: { fragment_id: `f${sequence}`, sequence_number: sequence },
    });
  for (const sequence of order)
    builder.observe('sts', 'fragment:processed', { payload: resultOf(sequence) as Json });
  return builder;
}

test.each<[string, RecordBuilder]>([
  ['STS_NOT_RUNNING', ended({ exitCode: 1 }, neverUp())],
  ['STS_DIED', ended({ signal: 'SIGKILL' }, dubbed())],
  ['STS_CRASH_LOOP', [1, 2, 3].reduce((builder) => builder.log('sts-service', 'listening'), pipeline())],
  [
    'STS_STOPPED',
    pipeline().observe('probe', 'processes', { list: [{ name: 'sts-service', pid: 7, state: 'T' }] }),
  ],
  ['STS_CONNECTION_REFUSED', unreachable('connect ECONNREFUSED 127.0.0.1:9', 'http://127.0.0.1:9')],
  ['STS_CONNECTION_REFUSED', unreachable('getaddrinfo ENOTFOUND sts.test', 'http://sts.test')],
  ['STS_WRONG_NAMESPACE', refused('the service rejected the connection: Invalid namespace')],
  ['STS_WRONG_PATH', unreachable('Unexpected server response: 404')],
  [
    'STS_WRONG_PATH',
    unreachable('socket hang up').observe('probe', 'sts-session', { reached: 'ready', path: '/socket.io/' }),
  ],
  [
    'STS_WRONG_PATH',
    new RecordBuilder().step(0, 'environment-setup', {
      status: 'failed',
      error: {
        code: 'MONITOR_UNREACHABLE',
        message:
          'STS monitor http://127.0.0.1:3000/monitor: could not connect: xhr poll error: HTTP status 404',
      },
    }),
  ],
  ['STS_WEBSOCKET_REFUSED', unreachable('Unexpected server response: 400')],
  ['STS_UNAUTHORISED', refused('the service rejected the connection: missing token')],
  ['STS_INIT_UNANSWERED', unlinked('STS_NOT_READY', 'no stream:ready within 5000 ms of stream:init')],
  ['STS_INIT_REFUSED', refused('the service answered stream:init with INVALID_CONFIG: no such voice')],
  ['STS_EVENT_LOOP_BLOCKED', lag(9.5)],
  ['STS_DISCONNECTS', later(closed('io server disconnect'))],
  ['STS_DISCONNECTS', later(closed('transport close', closed('transport close')))],
  ['MESSAGE_TOO_LARGE', closed('transport close, websocket code 1009')],
  [
    'MESSAGE_TOO_LARGE',
    connected().observe('sts', 'error', { payload: { code: 'FRAGMENT_TOO_LARGE', message: 'too long' } }),
  ],
  ['ASR_FAILED', dubbed(failed('MODEL_ERROR', 'no model', 'asr'))],
  ['ASR_FAILED', dubbed(failed('ASR_FAILED', 'exit code 132'))],
  ['TRANSLATION_FAILED', dubbed(failed('TRANSLATION_API_UNAVAILABLE', '503', 'translation'))],
  ['TRANSLATION_FAILED', dubbed(failed('UNSUPPORTED_LANGUAGE', 'cannot dub en to xx'))],
  ['TTS_FAILED', dubbed(failed('TTS_SYNTHESIS_FAILED', 'no voice', 'tts'))],
  ['PROVIDER_RATE_LIMITED', dubbed(failed('RATE_LIMIT_EXCEEDED', 'deepl answered 429', 'translation'))],
  ['PROVIDER_RATE_LIMITED', only([1, 3], failed('MODEL_ERROR', 'HTTP 429 Too Many Requests', 'tts'))],
  ['FRAGMENTS_FAIL_INTERMITTENTLY', only([0, 3], failed('GPU_OOM', 'out of memory'))],
  ['FRAGMENTS_FAIL_INTERMITTENTLY', only([2], failed('ASR_FAILED', 'exit code 1', 'asr'))],
  ['STS_TOO_SLOW', dubbed(failed('TIMEOUT', 'stage "tts" was unfinished', 'tts'))],
  [
    'STS_TOO_SLOW',
    connected()
      .observe('sts', 'fragment:data', { payload: { fragment_id: 'f0', sequence_number: 0 } })
      .at(30_000)
      .observe('sts', 'fragment:processed', { payload: resultOf(0) as Json }),
  ],
  ['RESULT_WITHOUT_TRANSCRIPT', dubbed(without('transcript'))],
  ['RESULT_WITHOUT_TRANSCRIPT', only([2], (right) => ({ ...right, transcript: '', translated_text: '' }))],
  ['RESULT_WITHOUT_TRANSLATION', dubbed(without('translated_text'))],
  ['RESULT_WITHOUT_TRANSLATION', only([1], (right) => ({ ...right, translated_text: ' ' }))],
  [
    'TRANSCRIPT_OF_ANOTHER_FRAGMENT',
    only([3], (right) => ({ ...right, transcript: resultOf(1).transcript })),
  ],
  [
    'TRANSLATION_IN_SOURCE_LANGUAGE',
    dubbed((right) => ({ ...right, translated_text: String(right.transcript).toUpperCase() })),
  ],
  ['TTS_SILENT', measured({ levelDbfs: null })],
  ['TTS_SILENT', measured({ levelDbfs: -71 })],
  ['DUBBED_AUDIO_TONE', measured(character('tone'))],
  ['DUBBED_AUDIO_NOISE', measured(character('noise'))],
  ['DUBBED_AUDIO_IS_ORIGINAL', measured({ originalSimilarity: 0.97 })],
  ['DUBBED_AUDIO_WRONG_RATE', measured({ durationS: 2.177 })],
  ['DUBBED_AUDIO_WRONG_RATE', measured({ durationS: 1, rates: { fileHz: 48_000, declaredHz: 24_000 } })],
  ['DUBBED_AUDIO_WRONG_LENGTH', measured({ durationS: 1, declaredS: 1 })],
  ['DUBBED_AUDIO_WRONG_LENGTH', measured({ durationS: 2.6 })],
  ['RESULT_WITHOUT_AUDIO', dubbed(without('dubbed_audio'))],
  ['RESULT_WITHOUT_AUDIO', dubbed(audio('(0 characters, sha256 e3)'))],
  ['RESULT_AUDIO_NOT_BASE64', dubbed(audio('(9000 characters, sha256 ab, not base64)'))],
  ['RESULT_AUDIO_UNDECODABLE', measured({ problem: 'ffmpeg: Invalid data found' })],
  ['RESULTS_DUPLICATED', dubbed((right, sequence) => (sequence === 2 ? [right, right] : right))],
  ['RESULTS_OUT_OF_ORDER', answered([1, 0, 2, 4, 3])],
])('%s', (code, builder) => {
  expect(codes(builder)).toEqual([code]);
});

test.each<[string, RecordBuilder]>([
  ['right results', dubbed()],
  ['right audio', measured({})],
  [
    'a word that is equal in both languages',
    only([1], (right) => ({ ...right, translated_text: right.transcript })),
  ],
  ['a silent segment without text', only([4], (right) => ({ ...right, transcript: 'nine ten' }))],
  ['a worker that closes its own session', closed('io client disconnect', dubbed())],
  [
    'attempts to reconnect',
    unlinked('STS_UNREACHABLE', 'connection failed: connect ECONNREFUSED', URL, dubbed()),
  ],
  ['a service that is still starting', init(opened(pipeline()))],
  ['an event loop that was blocked by its start', lag(0.8)],
  ['an upgrade that is cut off, without a probe', unreachable('socket hang up')],
  ['a gateway without its upstream', unreachable('Unexpected server response: 502')],
  [
    'a new session, which counts from 0',
    answered([0, 1])
      .observe('sts', 'stream:ready', { payload: {} })
      .observe('sts', 'fragment:processed', { payload: { ...resultOf(0), fragment_id: 'g0' } as Json }),
  ],
  ['failures without a known stage', dubbed(failed('MODEL_ERROR', 'crashed'))],
  ['speech that is a little too long', measured({ durationS: 2.05 })],
])('none: %s', (_, builder) => {
  expect(codes(builder)).toEqual([]);
});

test('states whether late results failed in the service or came after the deadline', () => {
  const summaryOf = ({ record }: RecordBuilder) => stsTooSlow.find(new PipelineFacts(record))?.summary;
  const givenUp = dubbed(failed('TIMEOUT', 'No result within 7750 ms', 'tts'));
  expect(summaryOf(givenUp)).toMatch(
    /5 of 5 fragments failed with TIMEOUT, the slowest after .* limit is 8\.0 s/,
  );
  const late = connected()
    .observe('sts', 'fragment:data', { payload: { fragment_id: 'f0', sequence_number: 0 } })
    .at(30_000)
    .observe('sts', 'fragment:processed', { payload: resultOf(0) as Json });
  expect(summaryOf(late)).toContain(
    '1 of 1 fragments got their result after the deadline, the slowest after',
  );
});

const session = (builder: RecordBuilder, url: string, reached: string) =>
  builder.observe('probe', 'sts-session', { url, path: '/socket.io/', reached });

test('states the requested and the served Socket.IO path', () => {
  const asked = unreachable('socket hang up').log(
    'sts-service',
    'connection refused: no Socket.IO at this path',
    { path: '/sts/socket.io/' },
    'warn',
  );
  const own = findingIn(CAUSES, session(asked, URL, 'ready'), 'STS_WRONG_PATH');
  expect(own?.summary).toContain('requests the Socket.IO path /sts/socket.io/');
  expect(own?.summary).toContain('it serves /socket.io/');
  expect(own?.summary).not.toMatch(/hang up|refused/);
  expect(own?.fix).toContain('to /socket.io/, not /sts/socket.io/');
  const proxied = unreachable('Unexpected server response: 404', 'http://127.0.0.1:9');
  const proxy = findingIn(CAUSES, session(proxied, URL, 'ready'), 'STS_WRONG_PATH');
  expect(proxy?.summary).toContain('STS_URL http://127.0.0.1:9');
  expect(proxy?.fix).toContain(
    `forward /socket.io/ with the upgrade to a websocket (headers Upgrade and Connection) to ${URL}`,
  );
});

test.each<[string, RecordBuilder, string]>([
  [
    'STS_INIT_REFUSED',
    refused('the service answered stream:init with INVALID_CONFIG: voice_profile: no'),
    'WORKER_VOICE_PROFILE',
  ],
  ['STS_UNAUTHORISED', refused('the service rejected the connection: missing token'), 'STS_AUTH_TOKEN'],
  ['STS_DISCONNECTS', later(closed('io server disconnect')), 'Correct the STS service'],
  ['STS_DISCONNECTS', later(closed('transport close')), 'proxy'],
  ['STS_TOO_SLOW', dubbed(failed('TIMEOUT', 'stage "tts" was unfinished', 'tts')), 'STS_TTS'],
  [
    'STS_WEBSOCKET_REFUSED',
    unreachable('Unexpected server response: 403', 'http://127.0.0.1:9'),
    `to ${URL}`,
  ],
])('%s: the fix names what applies', (code, record, fix) => {
  expect(findingIn(CAUSES, record, code)?.fix).toContain(fix);
});
