import { expect, test } from 'vitest';
import { mediamtxConfig } from './config.ts';

const options = { ports: { rtmp: 1935, rtsp: 8554, api: 8889 }, recordFolder: '/runs/a b/recordings' };

/** The value of a key at any level of the YAML. */
const settingOf = (yaml: string, key: string): string | undefined =>
  new RegExp(`^ *${key}: (.*)$`, 'm').exec(yaml)?.[1];

test('enables only RTMP, RTSP over TCP and the API, on loopback', () => {
  const yaml = mediamtxConfig(options);
  expect(settingOf(yaml, 'rtmpAddress')).toBe('"127.0.0.1:1935"');
  expect(settingOf(yaml, 'rtspAddress')).toBe('"127.0.0.1:8554"');
  expect(settingOf(yaml, 'apiAddress')).toBe('"127.0.0.1:8889"');
  expect(settingOf(yaml, 'rtspTransports')).toBe('[tcp]');
  expect(settingOf(yaml, 'ips')).toBe('["127.0.0.1", "::1"]');
  for (const server of ['hls', 'webrtc', 'srt', 'moq', 'metrics', 'pprof', 'playback']) {
    expect([server, settingOf(yaml, server)]).toEqual([server, 'false']);
  }
});

test('records each stream to one file that MediaMTX never deletes', () => {
  const yaml = mediamtxConfig(options);
  expect(settingOf(yaml, 'record')).toBe('true');
  expect(settingOf(yaml, 'recordPath')).toBe('"/runs/a b/recordings/%path/%Y-%m-%d_%H-%M-%S-%f"');
  expect(settingOf(yaml, 'recordFormat')).toBe('fmp4');
  expect(settingOf(yaml, 'recordPartDuration')).toBe('100ms');
  expect(settingOf(yaml, 'recordSegmentDuration')).toBe('24h');
  expect(settingOf(yaml, 'recordDeleteAfter')).toBe('0s');
});

test('host and allowFrom open it to other machines, for containers', () => {
  const yaml = mediamtxConfig({ ...options, host: '', allowFrom: ['10.0.0.0/8'] });
  expect(settingOf(yaml, 'rtmpAddress')).toBe('":1935"');
  expect(settingOf(yaml, 'ips')).toBe('["10.0.0.0/8"]');
});

test('quotes the path of the hook in the command', () => {
  const yaml = mediamtxConfig({ ...options, hookScriptPath: `/it's "here"/mtx-hook` });
  const command: string = JSON.parse(settingOf(yaml, 'runOnAvailable') ?? '');
  expect(command).toBe(`'/it'\\''s "here"/mtx-hook' ready`);
});

test('allows only paths of streams, and only `in` calls the hook', () => {
  const [, paths = ''] = mediamtxConfig(options).split('\npaths:\n');
  const regularExpressions = [...paths.matchAll(/^ {2}"~(.*)":$/gm)].map(
    ([, source]) => new RegExp(source ?? ''),
  );
  const [input, output] = regularExpressions;
  expect(regularExpressions).toHaveLength(2);
  expect(
    ['live/a_B-9/in', 'live/a/out', 'live/a/b/in', 'live//in', 'x/live/a/in', 'live/a/in/x'].map((path) => [
      input?.test(path),
      output?.test(path),
    ]),
  ).toEqual([
    [true, false],
    [false, true],
    [false, false],
    [false, false],
    [false, false],
    [false, false],
  ]);
  expect(paths.split('/out$')[1]).not.toContain('runOn');
});

test.each([
  ['a hook with a dollar sign', { hookScriptPath: '/a/$b/mtx-hook' }],
  ['a folder with a percent sign', { recordFolder: '/runs/%path' }],
  ['a relative folder', { recordFolder: 'recordings' }],
])('rejects %s, which MediaMTX would misread', (_, change) => {
  expect(() => mediamtxConfig({ ...options, ...change })).toThrow(
    expect.objectContaining({ code: 'MEDIAMTX_CONFIG_INVALID' }),
  );
});
