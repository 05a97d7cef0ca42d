import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noColours } from '../../reports/console/terminal.ts';
import { diskFindings } from './disk.ts';
import { formatFindings } from './finding.ts';
import { portFinding } from './ports.ts';

test('names the process that uses a port, and the command that ends it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect(await portFinding('sts', port)).toEqual({
    name: `${port} (sts)`,
    status: 'warning',
    message: expect.stringMatching(
      new RegExp(`^used by pid ${process.pid} \\(.*\\); needed only for --ports documented`),
    ),
    fix: `kill ${process.pid}`,
  });
  server.close();
  await once(server, 'close');
  expect(await portFinding('sts', port)).toMatchObject({ status: 'ok', message: 'free' });
});

test('reports a runs folder that cannot be written as missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const [bad] = await diskFindings(join(folder, 'file/runs'));
  expect(bad).toMatchObject({ name: 'runs', status: 'missing', fix: expect.stringContaining('chown') });
  const [good, temporary] = await diskFindings(join(folder, 'runs'));
  expect(good?.message).toMatch(/^\d+(\.\d)? [kMG]B free in .*runs$/);
  expect(temporary?.name).toBe('temporary files');
});

test('prints each fix below its finding, and a verdict', () => {
  const ok = { name: 'node', status: 'ok', message: 'v24' } as const;
  const warning = {
    name: 'sox',
    status: 'warning',
    message: 'not found',
    fix: 'apt-get install sox',
  } as const;
  const missing = {
    name: 'ffmpeg',
    status: 'missing',
    message: 'not found',
    fix: 'apt-get install ffmpeg',
  } as const;
  const lines = (...findings: readonly (typeof ok | typeof warning | typeof missing)[]): string[] =>
    formatFindings([{ title: 'programs', findings }], noColours);
  expect(lines(ok, warning)).toEqual([
    'programs',
    '  ✓ node  v24',
    '  ! sox   not found',
    '          apt-get install sox',
    '',
    'READY  pnpm scenario quick; 1 warning',
  ]);
  expect(lines(ok, warning, missing).at(-1)).toBe(
    'NOT READY  1 problem; 1 warning. ./setup installs all programs',
  );
});
