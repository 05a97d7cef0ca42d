import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noColours } from '../../reports/console/terminal.ts';
import { diskFindings } from './disk.ts';
import { doctorLines } from './doctor-lines.ts';
import { portFinding } from './ports.ts';

test('a port that is held is told with its holder, and how to end that', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect(await portFinding('sts', port)).toEqual({
    name: `${port} (sts)`,
    status: 'warning',
    told: expect.stringMatching(new RegExp(`^held by pid ${process.pid} \\(.*\\); only --ports documented`)),
    fix: `kill ${process.pid}`,
  });
  server.close();
  await once(server, 'close');
  expect(await portFinding('sts', port)).toMatchObject({ status: 'ok', told: 'free' });
});

test('a folder of runs that cannot be written keeps every run from working', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const [bad] = await diskFindings(join(folder, 'file/runs'));
  expect(bad).toMatchObject({ name: 'runs', status: 'missing', fix: expect.stringContaining('chown') });
  const [good, temporary] = await diskFindings(join(folder, 'runs'));
  expect(good?.told).toMatch(/^\d+(\.\d)? [kMG]B free in .*runs$/);
  expect(temporary?.name).toBe('temporary files');
});

test('what is missing decides the verdict, and every fix stands below what it is for', () => {
  const ok = { name: 'node', status: 'ok', told: 'v24' } as const;
  const warning = { name: 'sox', status: 'warning', told: 'not found', fix: 'apt-get install sox' } as const;
  const missing = {
    name: 'ffmpeg',
    status: 'missing',
    told: 'not found',
    fix: 'apt-get install ffmpeg',
  } as const;
  const lines = (...findings: readonly (typeof ok | typeof warning | typeof missing)[]): string[] =>
    doctorLines([{ title: 'programs', findings }], noColours);
  expect(lines(ok, warning)).toEqual([
    'programs',
    '  ✓ node  v24',
    '  ! sox   not found',
    '          apt-get install sox',
    '',
    'READY  pnpm scenario quick; 1 warning',
  ]);
  expect(lines(ok, warning, missing).at(-1)).toBe(
    'NOT READY  1 thing is missing; 1 warning. ./setup installs programs all at once',
  );
});
