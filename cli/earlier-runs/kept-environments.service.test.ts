import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  readDescription,
  writeDescription,
} from '../../harness/environments/keeping/environment-description.ts';
import { publishEndpoints } from '../../harness/media/index.ts';
import { identify } from '../../lib/process-identity.ts';
import { stopOlderEnvironments } from './kept-environments.ts';

const [EARLY, LATE] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];

async function makeRuns(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

interface Kept {
  readonly folder: string;
  readonly service: ChildProcess;
  /** Whether its service still runs. */
  isRunning(): boolean;
}

/** A run whose environment is a process. */
async function keep(
  runsFolder: string,
  runId: string,
  { keptAt, host = hostname(), of = runId }: { keptAt?: string; host?: string; of?: string },
  service: ChildProcess = spawn('sleep', ['60']),
): Promise<Kept> {
  onTestFinished(() => void service.kill('SIGKILL'));
  const folder = join(runsFolder, runId);
  await mkdir(folder);
  await writeFile(join(folder, 'events.ndjson'), '');
  if (service.pid === undefined) await once(service, 'spawn');
  const pid = service.pid as number;
  const url = 'http://127.0.0.1:1';
  await writeDescription(folder, {
    ...{ kind: 'process', runId: of, folder: join(runsFolder, of), host },
    ...(keptAt !== undefined && { keptAt }),
    endpoints: { ...publishEndpoints(() => url), mediamtxApiUrl: url, mediaServiceUrl: url, stsUrl: url },
    plan: { ports: 'auto', sts: 'echo', segmentS: 6, domainHints: [], services: {} },
    services: [
      {
        name: 'mediamtx',
        pid,
        startTime: (await identify(pid))?.startTime ?? '',
        version: 'v',
        settings: 's',
      },
    ],
  });
  return { folder, service, isRunning: () => service.exitCode === null && service.signalCode === null };
}

test('stops the environments that were kept before, and only those', async () => {
  const runsFolder = await makeRuns();
  const older = await keep(runsFolder, 'a-older', { keptAt: EARLY });
  const inUse = await keep(runsFolder, 'b-used', { keptAt: EARLY });
  await keep(runsFolder, 'c-user', { of: 'b-used' }, inUse.service);
  const elsewhere = await keep(runsFolder, 'd-elsewhere', { keptAt: EARLY, host: 'elsewhere' });
  const newer = await keep(runsFolder, 'f-newer', { keptAt: '2026-01-03T00:00:00.000Z' });
  const newest = await keep(runsFolder, 'e-newest', { keptAt: LATE });
  const lines = await stopOlderEnvironments(newest.folder, { runsFolder });
  expect(lines).toEqual([
    `a-older: stopped mediamtx (pid ${older.service.pid})`,
    'd-elsewhere: not stopped, because it runs on elsewhere, and can only be ended there',
  ]);
  if (older.isRunning()) await once(older.service, 'exit');
  expect(await readDescription(older.folder)).toBeUndefined();
  for (const kept of [inUse, elsewhere, newer, newest]) {
    expect(kept.isRunning()).toBe(true);
    expect(await readDescription(kept.folder)).toBeDefined();
  }
});

test('a resumed environment replaces the others, not itself', async () => {
  const runsFolder = await makeRuns();
  const first = await keep(runsFolder, 'a-first', { keptAt: EARLY });
  const resumed = await keep(runsFolder, 'b-resumed', { keptAt: LATE, of: 'a-first' }, first.service);
  expect(await stopOlderEnvironments(resumed.folder, { runsFolder })).toEqual([]);
  expect(first.isRunning()).toBe(true);
});

test('a run that kept nothing stops nothing', async () => {
  const runsFolder = await makeRuns();
  const older = await keep(runsFolder, 'a-older', { keptAt: EARLY });
  expect(await stopOlderEnvironments(join(runsFolder, 'z-none'), { runsFolder })).toEqual([]);
  expect(older.isRunning()).toBe(true);
});
