import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { PipelineFacts } from '../../facts/pipeline-facts.ts';
import {
  connected,
  dubbed,
  INPUT,
  metrics,
  opened,
  pipeline,
  published,
} from '../../testing/dubbing-record.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { CAUSES } from '../registry.ts';

const codes = (builder: RecordBuilder) => codesIn(CAUSES, builder);
const ended = (end: Json, builder = pipeline()) =>
  builder.observe('processes', 'ended', { name: 'media-service', pid: 7, ...(end as object) });
const neverUp = () => new RecordBuilder().step(0, 'environment-setup', { status: 'failed' });
const stopped = (state: string, builder: RecordBuilder) =>
  builder.observe('processes', 'sample', { list: [{ name: 'media-service', pid: 7, state }] });
const ffmpegError = (message: string, more: Json = {}) =>
  connected().log(
    'media-service',
    'segment falls back to its original audio',
    { reason: 'failed', err: { type: 'FfmpegError', message, ...(more as object) } },
    'warn',
  );
const workerFailed = (err: Json) => connected().log('media-service', 'worker failed', { err }, 'error');
const hookCall = (url: string, status: number) =>
  pipeline().observe('hook', 'call', {
    phase: 'end',
    event: 'ready',
    path: INPUT,
    url,
    status,
    exitCode: 22,
  });

test.each<[string, RecordBuilder]>([
  ['MEDIA_SERVICE_NOT_RUNNING', ended({ exitCode: 1 }, neverUp())],
  [
    'MEDIA_SERVICE_NOT_RUNNING',
    neverUp().observe('probe', 'services', {
      list: [{ name: 'media-service', url: 'http://127.0.0.1:8080/health', error: 'connect ECONNREFUSED' }],
    }),
  ],
  ['MEDIA_SERVICE_DIED', ended({ exitCode: 3 })],
  ['MEDIA_SERVICE_DIED', ended({ signal: 'SIGKILL' }, dubbed())],
  [
    'MEDIA_SERVICE_CRASH_LOOP',
    [1, 2, 3].reduce((builder) => builder.log('media-service', 'listening'), pipeline()),
  ],
  ['MEDIA_SERVICE_STOPPED', stopped('T', stopped('T', pipeline()))],
  ['MEDIA_SERVICE_NO_HOOK_ROUTE', hookCall('http://127.0.0.1:8080/v1/mediamtx/events/ready', 404)],
  ['WORKER_FAILED', workerFailed({ type: 'TypeError', message: "Cannot read 'x'" })],
  ['FFMPEG_MISSING', ffmpegError('ffmpeg (encode) could not be started: spawn ffmpeg ENOENT')],
  [
    'FFMPEG_MISSING',
    workerFailed({
      ...{ type: 'SourceRefusedError', code: 'SOURCE_REFUSED' },
      message: 'cannot dub this stream: ffprobe failed: Command failed with ENOENT: ffprobe -v error',
    }),
  ],
  [
    'FFMPEG_WITHOUT_AAC',
    ffmpegError("ffmpeg (encode) exited with code 1; stderr: Unknown encoder 'aac'", { exitCode: 1 }),
  ],
  [
    'FFMPEG_KILLED',
    ffmpegError('ffmpeg (encode) was killed by SIGKILL; no output on stderr', { signal: 'SIGKILL' }),
  ],
  ['FFMPEG_KILLED', ffmpegError('ffmpeg (ingest) exited with code 137; no output', { exitCode: 137 })],
  ['INGEST_WITHOUT_AUDIO', opened(pipeline(), null)],
  ['INGEST_STALLED', metrics(published(metrics(connected(), {}), 10).at(60_000), {})],
  ['SEGMENTER_MAKES_NOTHING', metrics(published(connected(), 10).at(30_000), { video: 5, audio: 0 })],
  [
    'FRAGMENTS_NOT_SENT',
    published(metrics(connected(), { video: 5, audio: 5, sent: 5 }), 10)
      .at(60_000)
      .log('harness', 'later'),
  ],
  ['LAST_SEGMENT_LOST', published(pipelineOf(11), 11)],
])('%s', (code, builder) => {
  expect(codes(builder)).toEqual([code]);
});

/** A clip that has a rest of 1 s, of which five whole segments were sent. */
function pipelineOf(durationS: number): RecordBuilder {
  return dubbed(undefined, opened(pipeline(durationS)).observe('sts', 'stream:init', { payload: {} }));
}

test('a healthy run has none of them', () => {
  const run = metrics(published(dubbed(), 10).at(60_000), { video: 5, audio: 5, sent: 5 });
  expect(codes(run)).toEqual([]);
});

test.each<[string, RecordBuilder]>([
  ['ended by the harness', ended({ signal: 'SIGKILL', onPurpose: true })],
  ['one restart', pipeline().log('media-service', 'listening')],
  ['stopped for one sample', stopped('S', stopped('T', pipeline()))],
  [
    'an error that the worker foresees',
    workerFailed({ type: 'Error', code: 'RECORDING_STALLED', message: 'x' }),
  ],
  [
    'dubbed audio that ffmpeg cannot read',
    ffmpegError('ffmpeg (decode) exited with code 1', { exitCode: 1 }),
  ],
  ['a published stream without audio', opened(pipeline(10, ['H264']), null)],
  [
    'a worker that waits for the STS service',
    metrics(connected().at(60_000), { video: 1, audio: 3, sent: 3 }),
  ],
  ['a publisher that ended early', published(pipelineOf(11), 10.2)],
])('none of them: %s', (_, builder) => {
  expect(codes(builder)).toEqual([]);
});

test('a port in use is no trouble of the service', () => {
  const taken = neverUp().log('media-service', 'start failed: listen EADDRINUSE', {}, 'fatal');
  expect(codes(ended({ exitCode: 1 }, taken))).toEqual(['PORT_TAKEN']);
});

test('a probe in which no service answered in time shows nothing', () => {
  const late = (name: string) => ({ name, url: 'http://127.0.0.1', error: 'no response within 2000 ms' });
  const list = ['mediamtx', 'media-service', 'sts-service'].map(late);
  const { record } = dubbed().observe('probe', 'services', { list });
  expect(new PipelineFacts(record).probed('services')).toBeUndefined();
  const one = dubbed().observe('probe', 'services', {
    list: [late('mediamtx'), { ...late('sts-service'), status: 200 }],
  });
  expect(new PipelineFacts(one.record).probed('services')).toBeDefined();
});

test('a hook that was answered long ago does not hang', () => {
  const url = 'http://127.0.0.1:8080/v1/mediamtx/events/ready';
  const call = { event: 'ready', path: INPUT, url, pid: 7 };
  const run = pipeline()
    .observe('hook', 'call', { ...call, phase: 'start' })
    .observe('hook', 'call', { ...call, phase: 'end', status: 404, exitCode: 1 })
    .at(60_000)
    .log('harness', 'later');
  expect(codes(run)).toEqual(['MEDIA_SERVICE_NO_HOOK_ROUTE']);
});

const STACK =
  'TypeError: x\n    at run (file:///srv/app/services/media-service/worker/worker.ts:12:3)\n    at node:1:2';

test('names the line in which an error was thrown', () => {
  const failed = workerFailed({ type: 'TypeError', message: 'x', stack: STACK });
  expect(findingIn(CAUSES, failed, 'WORKER_FAILED')?.fix).toContain(
    'services/media-service/worker/worker.ts:12,',
  );
  const err = { type: 'TypeError', message: 'x', stack: STACK };
  const died = ended({ exitCode: 1 }, pipeline().log('media-service', 'uncaught error: x', { err }, 'fatal'));
  expect(findingIn(CAUSES, died, 'MEDIA_SERVICE_DIED')?.fix).toContain(
    'services/media-service/worker/worker.ts:12,',
  );
  expect(findingIn(CAUSES, ended({ exitCode: 1 }), 'MEDIA_SERVICE_DIED')?.fix).toContain('exit code 1');
});

test.each([
  ['another file', '/opt/old/ffmpeg', true, 'Put /usr/bin first on the PATH of the media-service process'],
  ['the same file', '/usr/bin/ffmpeg', true, undefined],
  ['no encoder either', '/opt/old/ffmpeg', false, undefined],
])('uses the ffmpeg of another part: %s', (_, path, aacEncoder, fix) => {
  const others = { harness: { ffmpeg: { path: '/usr/bin/ffmpeg', aacEncoder } } };
  const run = ffmpegError("ffmpeg (encode) exited with code 1; stderr: Unknown encoder 'aac'").observe(
    'probe',
    'tools',
    {
      ...{ of: 'media-service', ffmpeg: { path, aacEncoder: false }, others },
    },
  );
  const found = findingIn(CAUSES, run, 'FFMPEG_WITHOUT_AAC')?.fix;
  if (fix === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(fix);
});
