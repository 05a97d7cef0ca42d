import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { INPUT, pipeline, published } from '../../testing/dubbing-record.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { PUBLISHER_CAUSES } from './index.ts';

const TARGET = `rtmp://127.0.0.1:1935/${INPUT}`;

/** Step 0 has passed, and no path is listed yet. */
const begun = () =>
  new RecordBuilder().step(0, 'environment-setup', {
    output: {
      streamId: 's1',
      endpoints: { rtmpUrl: 'rtmp://127.0.0.1:1935', rtspUrl: 'rtsp://127.0.0.1:8554' },
      clip: { file: 'clip.mp4', durationS: 10 },
      profile: { paths: { input: 'live/{stream}/in', output: 'live/{stream}/out' } },
    },
  });
const setupFailed = (code: string, message = 'it is not usable') =>
  new RecordBuilder().step(0, 'environment-setup', { status: 'failed', error: { code, message } });
const said = (message: string, builder = begun()) => builder.log('publisher', message, undefined, 'error');
const mediamtx = (message: string, builder = begun()) => builder.log('mediamtx', message);
const died = (builder: RecordBuilder, data: Readonly<Record<string, Json>> = { exitCode: 1 }) =>
  builder.observe('processes', 'ended', { name: 'publisher', pid: 9, ...data });
/** As a record without process observations has it. */
const failedStep = (builder: RecordBuilder, how: string, url = TARGET) =>
  builder.step(1, 'mediamtx-received-stream', {
    status: 'failed',
    error: {
      code: 'PUBLISHER_DIED',
      message: `the publisher's ffmpeg ended ${how} after 0.0 s of media on ${url}. Its last lines:\n …`,
      data: { url, publishedS: 0, lastLines: [] },
    },
  });
const streaming = () => published(pipeline().step(1, 'mediamtx-received-stream'), 4);
const tracks = (actual: readonly string[]) =>
  begun().step(1, 'mediamtx-received-stream', {
    status: 'failed',
    checks: [{ id: 'input-tracks', title: 'input tracks', status: 'failed', actual: [...actual] }],
  });
const processes = (state: string, builder = streaming()) =>
  builder.observe('processes', 'sample', { list: [{ name: 'publisher', pid: 9, state }] });
const config = (builder: RecordBuilder, data: Readonly<Record<string, Json>>) =>
  builder.observe('probe', 'mediamtx-config', {
    url: 'http://127.0.0.1:9997/v3/config',
    status: 200,
    ...data,
  });
const openInput = () =>
  begun().log('publisher', "[info] Input #0, mov, from '/clips/a.mp4':", undefined, 'debug');

test.each<[string, RecordBuilder]>([
  ['CLIP_MISSING', setupFailed('FIXTURE_NOT_FOUND')],
  ['CLIP_MISSING', setupFailed('FIXTURE_UNKNOWN')],
  ['CLIP_MISSING', died(said('[error] /clips/a.mp4: No such file or directory'))],
  ['CLIP_UNREADABLE', setupFailed('FIXTURE_UNREADABLE')],
  ['CLIP_MANIFEST_INVALID', setupFailed('FIXTURE_MANIFEST_MISSING')],
  ['CLIP_MANIFEST_INVALID', setupFailed('FIXTURE_MANIFEST_INVALID')],
  ['CLIP_TOO_SHORT', setupFailed('CLIP_TOO_SHORT')],
  ['CLIP_CORRUPT', setupFailed('FIXTURE_NO_VIDEO')],
  ['CLIP_CORRUPT', setupFailed('FIXTURE_CORRUPT')],
  ['CLIP_CORRUPT', setupFailed('FIXTURE_MISMATCH')],
  ['CLIP_CORRUPT', died(said('[error] /clips/a.mp4: Invalid data found when processing input'))],
  ['CLIP_WITHOUT_AUDIO', setupFailed('FIXTURE_NO_AUDIO')],
  ['CLIP_WITHOUT_AUDIO', tracks(['H264'])],
  ['CLIP_CODEC_UNSUPPORTED', setupFailed('FIXTURE_UNSUPPORTED_CODEC')],
  ['CLIP_CODEC_UNSUPPORTED', tracks(['H265', 'MPEG-4 Audio'])],
  [
    'CLIP_CODEC_UNSUPPORTED',
    died(said('[flv @ 0x55] [error] Video codec hevc not compatible with flv', openInput())),
  ],
  [
    'PUBLISH_PROTOCOL_NOT_SERVED',
    setupFailed(
      'STREAM_PORT_DEAD',
      'no RTSP at rtsp://127.0.0.1:8554: Error: connect ECONNREFUSED. Streams …',
    ),
  ],
  [
    'PUBLISH_PROTOCOL_NOT_SERVED',
    failedStep(mediamtx('[RTMP] [conn 127.0.0.1:4] closed: invalid rtmp version (79)'), 'with exit code 1'),
  ],
  [
    'PUBLISH_PROTOCOL_NOT_SERVED',
    failedStep(
      said('[error] x: Invalid data found', openInput()),
      'with exit code 1',
      `rtsp://127.0.0.1:1935/${INPUT}`,
    ),
  ],
  [
    'PUBLISH_PROTOCOL_NOT_SERVED',
    config(failedStep(said('connect ECONNREFUSED'), 'with exit code 1', `rtsp://127.0.0.1:8554/${INPUT}`), {
      rtsp: false,
    }),
  ],
  [
    'PUBLISHER_CONNECTION_REFUSED',
    died(said('the connection to the media server: connect ECONNREFUSED 127.0.0.1:9')),
  ],
  ['PUBLISHER_CONNECTION_REFUSED', failedStep(said('[error] tcp: Connection refused'), 'with exit code 1')],
  ['PUBLISHER_UNAUTHORISED', died(mediamtx('[RTMP] [conn 127.0.0.1:4] closed: failed to authenticate'))],
  ['PUBLISHER_UNAUTHORISED', died(said('[rtsp @ 0x1] [error] method ANNOUNCE failed: 401 Unauthorized'))],
  [
    'PUBLISHER_WRONG_PATH',
    died(mediamtx("[RTMP] [conn 127.0.0.1:4] closed: path 'app/x' is not configured")),
  ],
  [
    'PUBLISHER_WRONG_PATH',
    mediamtx(
      "[RTMP] [conn 127.0.0.1:4] is publishing to path 'live/s2/in'",
      begun().log(
        'publisher',
        "[info] Output #0, flv, to 'rtmp://127.0.0.1:1/live/s2/in':",
        undefined,
        'debug',
      ),
    ),
  ],
  [
    'PUBLISHER_NAME_TAKEN',
    died(
      mediamtx(
        `[RTMP] [conn 127.0.0.1:4] closed: someone is already publishing to path '${INPUT}'`,
        streaming(),
      ),
    ),
  ],
  ['PUBLISHER_NAME_TAKEN', died(mediamtx(`[path ${INPUT}] closing existing publisher`, streaming()))],
  ['PUBLISHER_DIED', died(streaming())],
  ['PUBLISHER_DIED', died(begun(), { exitCode: 127 })],
  ['PUBLISHER_DIED', failedStep(begun(), 'with exit code 69')],
  ['PUBLISHER_KILLED', died(streaming(), { signal: 'SIGKILL' })],
  ['PUBLISHER_KILLED', failedStep(begun(), 'by SIGTERM')],
  ['PUBLISHER_STOPPED', processes('T', processes('T'))],
])('%s', (code, record) => {
  expect(codesIn(PUBLISHER_CAUSES, record)).toEqual([code]);
});

test.each<[string, RecordBuilder]>([
  ['a stream', streaming()],
  ['a publisher that sent its clip', died(streaming(), { exitCode: 0 })],
  ['a publisher that the harness ended', died(streaming(), { signal: 'SIGTERM', onPurpose: true })],
  ['a publisher that was stopped for a moment', processes('S', processes('T'))],
  [
    'a publisher that ended because MediaMTX did',
    died(streaming()).observe('processes', 'ended', { name: 'mediamtx', pid: 3, signal: 'SIGKILL' }),
  ],
  [
    'another stream of the same server',
    mediamtx("[RTMP] [conn a] is publishing to path 'live/s2/in'", streaming()),
  ],
  ['an output that is refused', mediamtx('[RTMP] [conn a] closed: failed to authenticate', streaming())],
  ['a step 0 that failed elsewhere', setupFailed('SERVICE_NOT_READY')],
])('finds nothing in %s', (_, record) => {
  expect(codesIn(PUBLISHER_CAUSES, record)).toEqual([]);
});

const publishing = (protocol: string, name: string) =>
  `[${protocol}] [${name}] is publishing to path '${INPUT}'`;

test.each<[string, RecordBuilder, readonly string[], readonly string[]]>([
  [
    'refused',
    died(
      mediamtx(
        `[RTMP] [conn 10.0.0.4:41] closed: someone is already publishing to path '${INPUT}'`,
        mediamtx(publishing('RTMP', 'conn 10.0.0.7:52'), streaming()),
      ),
    ),
    ['RTMP from 10.0.0.7:52', 'refused the publisher of this run (10.0.0.4:41)'],
    ['Stop the publisher at 10.0.0.7:52', '/v3/rtmpconns/list', '--stream '],
  ],
  [
    'replaced',
    died(
      mediamtx(
        publishing('RTSP', 'session 4f2a'),
        mediamtx(
          '[RTSP] [session 4f2a] created by 10.0.0.7:53',
          mediamtx(
            `[path ${INPUT}] closing existing publisher`,
            mediamtx(publishing('RTMP', 'conn 10.0.0.4:41'), streaming()),
          ),
        ),
      ),
    ),
    ['RTSP from 10.0.0.7:53', 'disconnected the publisher of this run (10.0.0.4:41)'],
    ['Stop the publisher at 10.0.0.7:53', '/v3/rtspsessions/list'],
  ],
  [
    'refused, without the line of the other one',
    died(
      mediamtx(
        `[RTMP] [conn 10.0.0.4:41] closed: someone is already publishing to path '${INPUT}'`,
        streaming(),
      ),
    ),
    ['Another publisher holds', '10.0.0.4:41'],
    [],
  ],
])('names both publishers: %s', (_, record, summary, fix) => {
  const finding = findingIn(PUBLISHER_CAUSES, record, 'PUBLISHER_NAME_TAKEN');
  for (const text of summary) expect(finding?.summary).toContain(text);
  for (const text of fix) expect(finding?.fix).toContain(text);
  if (fix.length === 0) expect(finding?.fix).toBeUndefined();
});
