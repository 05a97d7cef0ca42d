import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FFMPEG_OLDEST, NODE_OLDEST } from '../../facts/tool-facts.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { MACHINE_CAUSES } from './index.ts';

const codes = (builder: RecordBuilder): readonly string[] => codesIn(MACHINE_CAUSES, builder);

interface FakeLoad {
  /** Share of each second in which `name` waits for a processor. */
  readonly waits: number;
  readonly busy: number;
  readonly name?: string;
  readonly seconds?: number;
}

/** A stretch of a run with one sample of machine and processes per second. */
function loaded(
  builder: RecordBuilder,
  { waits, busy, name = 'sts-service/ffmpeg', seconds = 12 }: FakeLoad,
) {
  for (let second = 0; second < seconds; second += 1) {
    const waitS = second * waits;
    builder.observe('machine', 'sample', { cores: 2, cpuBusy: busy, load1: 20, clockOffsetMs: 0 });
    builder.at(second * 1000);
    const list = [{ name, pid: 7, state: 'R', cpuS: second * 0.1, waitS }];
    builder.observe('processes', 'sample', { list });
  }
  return builder;
}

const timeout = {
  ...{ streamId: 's1', segment: 0, reason: 'timeout' },
  err: { type: 'DubbingFailure', message: 'the segment was not answered within 9000 ms' },
};
/** The segment has its original audio in the output. */
function original(builder: RecordBuilder): RecordBuilder {
  const check = {
    id: 'segment-audio',
    title: 'audio per segment',
    status: 'failed',
    actual: ['original'],
  } as const;
  return builder.step(5, 'output-stream', { status: 'failed', checks: [check] });
}

const FELL_BACK = 'segment falls back to its original audio';

test.each<[string, FakeLoad, readonly string[]]>([
  ['the STS service waited for a processor', { waits: 0.9, busy: 1 }, ['MACHINE_OVERLOADED']],
  [
    'the worker waited for a processor',
    { waits: 0.8, busy: 0.98, name: 'media-service' },
    ['MACHINE_OVERLOADED'],
  ],
  ['the machine is busy, and the processes run when they want to', { waits: 0.2, busy: 1 }, []],
  ['processors were idle', { waits: 0.9, busy: 0.5 }, []],
  ['another process waited', { waits: 0.9, busy: 1, name: 'publisher' }, []],
])('a segment came too late, and %s', (_, load, expected) => {
  const builder = loaded(new RecordBuilder().setup(), load).log('media-service', FELL_BACK, timeout, 'warn');
  expect(codes(original(builder))).toEqual(expected);
  // The run failed for another reason.
  const other = loaded(new RecordBuilder().setup(), load).log('media-service', FELL_BACK, timeout, 'warn');
  const check = { id: 'output-audio-codec', title: 'audio codec', status: 'failed', actual: null } as const;
  other.step(5, 'output-stream', { status: 'failed', checks: [check] });
  expect(codes(other)).toEqual([]);
});

test('an overloaded machine on which nothing was late', () => {
  const builder = loaded(new RecordBuilder().setup(), { waits: 0.9, busy: 1 });
  builder.log('media-service', FELL_BACK, { ...timeout, reason: 'disconnected' }, 'warn');
  builder.step(5, 'output-stream', { status: 'failed' });
  expect(codes(builder)).toEqual([]);
});

test('a segment of a stopped service is not late because of the machine', () => {
  const builder = loaded(new RecordBuilder().setup(), { waits: 0.9, busy: 1, name: 'media-service' });
  for (const second of [12, 13, 14])
    builder
      .at(second * 1000)
      .observe('processes', 'sample', { list: [{ name: 'sts-service', pid: 3, state: 'T' }] });
  builder.log('media-service', FELL_BACK, timeout, 'warn');
  expect(codes(original(builder))).toEqual([]);
});

test.each([
  ['no response', ['MACHINE_OVERLOADED']],
  ['404 not found', []],
])('a service was not ready in time: %s', (last, expected) => {
  const builder = loaded(new RecordBuilder(), { waits: 0.9, busy: 1, name: 'media-service' });
  const message = `media-service (pid 7) runs, and GET http://127.0.0.1:1/ready did not return 200 within 20000 ms; last: ${last}. `;
  builder.step(0, 'environment-setup', {
    status: 'failed',
    error: { code: 'SERVICE_NOT_READY', message },
    durationMs: 10_000,
  });
  expect(codes(builder)).toEqual(expected);
});

test('a step that waited for the worker in vain, on a busy machine', () => {
  const step = {
    status: 'failed',
    durationMs: 10_000,
    error: { code: 'POLL_TIMEOUT', message: 'not within 10 s' },
  } as const;
  const idle = loaded(new RecordBuilder().setup(), { waits: 0.1, busy: 1, name: 'media-service' });
  expect(codes(idle.step(2, 'worker-connected', step))).toEqual([]);
  const starved = loaded(new RecordBuilder().setup(), { waits: 0.9, busy: 1, name: 'media-service' });
  expect(codes(starved.step(2, 'worker-connected', step))).toEqual(['MACHINE_OVERLOADED']);
});

test.each([
  [[0, 0, 1, 0], []],
  [[0, 0, 30_000, 30_001], ['CLOCK_STEPPED']],
  [[0, -3_600_000], ['CLOCK_STEPPED']],
  // Slewed by NTP.
  [[0, 0.5, 1, 1.5, 2, 2.5], []],
])('clock offsets %j', (offsets, expected) => {
  const builder = new RecordBuilder().setup();
  for (const clockOffsetMs of offsets) builder.observe('machine', 'sample', { cores: 2, clockOffsetMs });
  expect(codes(builder)).toEqual(expected);
});

test('a port is held by another process', () => {
  const failed = (message: string) =>
    new RecordBuilder().step(0, 'environment-setup', {
      status: 'failed',
      error: { code: 'PORT_TAKEN', message },
    });
  expect(codes(failed('documented ports are in use: 8080 (mediaService) is held by nginx (pid 9).'))).toEqual(
    ['PORT_TAKEN'],
  );
  const mediamtx = new RecordBuilder().log(
    'mediamtx',
    'ERR: listen tcp 127.0.0.1:1935: bind: address already in use',
  );
  expect(codes(mediamtx.step(0, 'environment-setup', { status: 'failed' }))).toEqual(['PORT_TAKEN']);
  const error = {
    err: { type: 'Error', message: 'listen EADDRINUSE: address already in use 127.0.0.1:3000' },
  };
  const sts = new RecordBuilder().log('sts-service', 'cannot start', error, 'fatal');
  expect(codes(sts.step(0, 'environment-setup', { status: 'failed' }))).toEqual(['PORT_TAKEN']);
  // Every service was reachable in the end.
  expect(codes(new RecordBuilder().log('sts-service', 'cannot start', error, 'fatal').setup())).toEqual([]);
});

test('a service runs with an old Node', () => {
  const crash = (version: string) =>
    new RecordBuilder()
      .log(
        'media-service',
        'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /x/main.ts',
      )
      .log('media-service', `Node.js ${version}`);
  expect(codes(crash('v18.19.0'))).toEqual(['NODE_TOO_OLD']);
  expect(codes(crash('v24.1.0'))).toEqual([]);
  const probed = new RecordBuilder().observe('probe', 'tools', { of: 'media-service', node: 'v20.1.0' });
  expect(codes(probed)).toEqual(['NODE_TOO_OLD']);
});

test('an old ffmpeg', () => {
  const message = 'ffmpeg is version 4.3; at least 5.1 is required. Install it: apt-get install ffmpeg';
  const setup = new RecordBuilder().step(0, 'environment-setup', {
    status: 'failed',
    error: { code: 'TOOL_TOO_OLD', message },
  });
  expect(codes(setup)).toEqual(['FFMPEG_TOO_OLD']);
  const printed = { ffmpeg: 'output', line: "[error] Unrecognized option 'ch_layout'." };
  expect(codes(new RecordBuilder().setup().log('media-service', 'ffmpeg printed', printed, 'warn'))).toEqual([
    'FFMPEG_TOO_OLD',
  ]);
  const probe = (version: string) => new RecordBuilder().observe('probe', 'tools', { ffmpeg: { version } });
  expect(codes(probe('4.4.2-0ubuntu0'))).toEqual(['FFMPEG_TOO_OLD']);
  for (const version of ['5.1.9-0+deb12u1', 'n7.1', 'N-118000-g1234'])
    expect(codes(probe(version))).toEqual([]);
});

test.each(['9.0.2', '5.1.9-0+deb12u1', 'n10.0', undefined])(
  'ffmpeg %s rejects an argument of the worker',
  (version) => {
    const printed = { ffmpeg: 'output', line: "[error] Unrecognized option 'copytb'." };
    const builder = new RecordBuilder().setup().log('media-service', 'ffmpeg printed', printed, 'warn');
    if (version !== undefined)
      builder.observe('probe', 'tools', { of: 'media-service', ffmpeg: { version } });
    expect(codes(builder)).toEqual(['FFMPEG_REJECTS_ARGUMENT']);
    const { summary } = findingIn(MACHINE_CAUSES, builder, 'FFMPEG_REJECTS_ARGUMENT') ?? {};
    expect(summary).toContain("Unrecognized option 'copytb'");
    expect(summary).toContain(version ?? 'unknown version');
  },
);

test('an ffmpeg that rejects an argument of the harness', () => {
  const message =
    'ffmpeg could not decode a.mp4: it rejects an argument (Invalid time base: -1); ffmpeg 9.0.2: it rejects much\nInvalid time base: -1';
  const error = { code: 'MEDIA_TOOL_REJECTED', fault: 'ENVIRONMENT' as const, message };
  const builder = new RecordBuilder().setup().step(5, 'output-stream', { status: 'failed', error });
  expect(codes(builder)).toEqual(['FFMPEG_REJECTS_ARGUMENT']);
  const { summary } = findingIn(MACHINE_CAUSES, builder, 'FFMPEG_REJECTS_ARGUMENT') ?? {};
  expect(summary).toMatch(/^the harness uses ffmpeg 9\.0\.2, .*: Invalid time base: -1\. ffmpeg 9\.0\.2: /);
  const own = { ...error, fault: 'HARNESS' as const };
  expect(
    codes(new RecordBuilder().setup().step(5, 'output-stream', { status: 'failed', error: own })),
  ).toEqual([]);
});

test.each(['ENOSPC', 'EMFILE', 'EACCES', 'EROFS', 'EAGAIN'])('the system refuses a call with %s', (code) => {
  const message = `${code}: system text, open '/runs/x'`;
  const refused = { code, fault: 'ENVIRONMENT' as const, message };
  const failed = (error: object) =>
    new RecordBuilder().setup().step(5, 'output-stream', { status: 'failed', error });
  expect(codes(failed(refused))).toEqual(['MACHINE_REFUSES_CALL']);
  const wrapped = {
    code: 'X',
    fault: 'PRODUCT' as const,
    message: 'x',
    cause: { name: 'Error', ...refused },
  };
  expect(codes(failed(wrapped))).toEqual(['MACHINE_REFUSES_CALL']);
  const finding = findingIn(MACHINE_CAUSES, failed(refused), 'MACHINE_REFUSES_CALL');
  expect(finding?.summary).toContain(message);
  expect(codes(failed({ ...refused, fault: 'HARNESS' as const }))).toEqual([]);
});

test('the oldest versions are those that the project requires', async () => {
  expect(FFMPEG_OLDEST).toEqual([5, 1]);
  const { engines } = JSON.parse(
    await readFile(join(import.meta.dirname, '../../../../package.json'), 'utf8'),
  );
  expect(engines.node).toBe(`>=${NODE_OLDEST}`);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['stopped and continued', ['S', 'T', 'T', 'T', 'S', 'S'], ['PROCESS_PAUSED']],
  ['stopped for a moment', ['S', 'T', 'S', 'S'], []],
  ['still stopped', ['S', 'T', 'T', 'T'], []],
  ['running', ['S', 'R', 'S'], []],
])('the STS service was %s', (_, states, expected) => {
  const builder = new RecordBuilder().setup();
  for (const state of states)
    builder.observe('processes', 'sample', { list: [{ name: 'sts-service', pid: 3, state }] });
  builder.log('media-service', FELL_BACK, timeout, 'warn');
  expect(codes(original(builder))).toEqual(expected);
});

test('a pause that made nothing late', () => {
  const builder = new RecordBuilder().setup();
  for (const state of ['S', 'T', 'T', 'T', 'S'])
    builder.observe('processes', 'sample', { list: [{ name: 'sts-service', pid: 3, state }] });
  expect(codes(builder.step(5, 'output-stream', { status: 'failed' }))).toEqual([]);
});

test.each([
  ['aba', ['STREAM_NAME_SHARED']],
  ['abab', ['STREAM_NAME_SHARED']],
  ['aaa', []],
  // The worker connected again.
  ['aabb', []],
])('fragments of the sessions %s', (sessions, expected) => {
  const builder = new RecordBuilder().setup();
  for (const session_id of sessions)
    builder.observe('sts', 'fragment:data', { meta: { session_id }, payload: {} });
  expect(codes(builder)).toEqual(expected);
});
