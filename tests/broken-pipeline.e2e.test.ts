import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { CliRun } from './testing/cli-run.ts';

test('fails the step with the cause and stops all processes when the STS service is killed', async () => {
  const run = new CliRun('quick');
  await run.line(/✓ 2 worker-connected/);
  process.kill(await run.pidOf('sts-service'), 'SIGKILL');
  expect(await run.exitCode()).toBe(1);

  const { steps } = await run.result();
  expect(steps.slice(0, 4).map(({ status }) => status)).toEqual(['passed', 'passed', 'passed', 'failed']);
  // Whatever came back before is examined, and nothing else passes.
  expect(steps.slice(5).map(({ status }) => status)).toEqual(['failed', 'failed']);
  expect(steps[4]?.status).not.toBe('not-run');
  const error = steps[3]?.error;
  expect(error?.code).toBe('SERVICE_DIED');
  expect(error?.fault).toBe('PRODUCT');
  expect(error?.message).toMatch(/^sts-service \(pid \d+\) ended by SIGKILL in the middle of the run/);
  expect(await run.leftovers()).toEqual([]);
});

test('fails the step, names MediaMTX and stops all processes when MediaMTX hangs', async () => {
  const run = new CliRun('quick', '--sts', 'echo');
  await run.line(/✓ 0 environment-setup/);
  process.kill(await run.pidOf('mediamtx'), 'SIGSTOP');
  expect(await run.exitCode()).toBe(1);
  const error = (await run.result()).steps[1]?.error;
  expect(error?.code).toMatch(/^(MEDIAMTX_STOPPED|SERVICE_SILENT)$/);
  expect(error?.message).toMatch(/^(M|m)edia(MTX|mtx) /);
  expect(await run.leftovers()).toEqual([]);
});

test('writes the reports of an interrupted run and stops all processes on Ctrl-C', async () => {
  const run = new CliRun('quick');
  await run.line(/✓ 1 mediamtx-received-stream/);
  run.signal('SIGINT');
  expect(await run.exitCode()).toBe(130);
  expect((await run.result()).status).toBe('interrupted');
  expect(await run.leftovers()).toEqual([]);
});

test('stops all processes and leaves a readable event log when the harness is killed', async () => {
  const run = new CliRun('quick');
  await run.line(/✓ 1 mediamtx-received-stream/);
  run.signal('SIGKILL');
  await run.exitCode();
  await expect.poll(() => run.leftovers(), { timeout: 5000 }).toEqual([]);
  expect((await run.events()).filter(({ type }) => type === 'step:end')).toHaveLength(2);
});

test('exits with 3 and names the process that uses a documented port', async () => {
  const server = createServer().listen(3000, '127.0.0.1');
  await once(server, 'listening');
  try {
    const run = new CliRun('preflight', '--ports', 'documented');
    expect(await run.exitCode()).toBe(3);
    const error = (await run.result()).steps.find(({ status }) => status === 'failed')?.error;
    expect(error?.code).toBe('PORT_TAKEN');
    expect(error?.message).toContain(`3000 (sts) is held by pid ${process.pid} (`);
  } finally {
    server.close();
  }
});

test('rejects an unknown fixture before it starts a run', async () => {
  const run = new CliRun('quick', '--fixture', '11s-counting-english');
  expect(await run.exitCode()).toBe(2);
  expect(run.output).toContain('Did you mean 10s-counting-english?');
});
