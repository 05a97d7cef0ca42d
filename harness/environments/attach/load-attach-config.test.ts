import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENTED_PROFILE } from '../pipeline-profile.ts';
import { loadAttachConfig } from './load-attach-config.ts';

async function load(source: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-config-'));
  const file = join(folder.path, 'dubstep.config.ts');
  await writeFile(file, source);
  return await loadAttachConfig(file);
}

test('defaults to the documented pipeline on this machine', async () => {
  const { endpoints, recordings, leaveOut, tap, ...profile } = await load('export default {}');
  expect(endpoints).toEqual({
    rtmp: 'rtmp://127.0.0.1:1935',
    rtsp: 'rtsp://127.0.0.1:8554',
    mediamtxApi: 'http://127.0.0.1:8889',
    mediaService: 'http://127.0.0.1:8080',
    sts: 'http://127.0.0.1:3000',
  });
  expect(recordings).toBeUndefined();
  expect(tap).toEqual({ listen: { host: '127.0.0.1', port: 3001 } });
  expect(leaveOut).toEqual([]);
  expect(profile).toEqual(DOCUMENTED_PROFILE);
});

test('keeps the other defaults beside configured values', async () => {
  const config = await load(`export default {
    endpoints: { sts: 'http://sts.example:9000/' },
    paths: { input: 'app/{stream}' },
    metrics: { statuses: { processed: 'ok' } },
  }`);
  expect(config.endpoints.sts).toBe('http://sts.example:9000');
  expect(config.endpoints.mediaService).toBe('http://127.0.0.1:8080');
  expect(config.paths).toEqual({ input: 'app/{stream}', output: 'live/{stream}/out' });
  expect(config.metrics.statuses).toEqual({ ...DOCUMENTED_PROFILE.metrics.statuses, processed: 'ok' });
});

test.each([
  [`export default { paths: { input: 'live/in' } }`, 'paths.input: expected a path with {stream} in it'],
  [`export default { endpoints: { sts: 'ftp://x' } }`, 'endpoints.sts: expected an http:// or https:// URL'],
  [`export default { endpoint: {} }`, 'Unrecognized key: "endpoint"'],
  [`export default { tap: { listen: '3001 please' } }`, 'tap.listen: expected host:port'],
  [`export default { segmentS: -1 }`, 'segmentS: '],
  [`export default { leaveOut: ['everything'] }`, 'leaveOut.0: expected step/check'],
  [`export const config = {}`, 'it has no default export'],
  [`export default {`, 'it cannot be loaded: '],
])('names the problem of %s', async (source, problem) => {
  await expect(load(source)).rejects.toMatchObject({
    code: 'ATTACH_CONFIG_INVALID',
    fault: 'ENVIRONMENT',
    message: expect.stringContaining(problem),
  });
});

test('accepts step ids with digits in leaveOut', async () => {
  const { leaveOut } = await load(`export default { leaveOut: ['step-2/latency'] }`);
  expect(leaveOut).toEqual(['step-2/latency']);
});

test('reports a missing file and how to create it', async () => {
  await expect(loadAttachConfig('/nowhere/dubstep.config.ts')).rejects.toThrow(
    '/nowhere/dubstep.config.ts is not a valid configuration: the file does not exist. Create it with: export default defineConfig(',
  );
});
