import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { CliRun } from './testing/cli-run.ts';

const kept: CliRun[] = [];
afterEach(async () => {
  for (const run of kept.splice(0)) await stop(await run.runId());
});

async function stop(runId: string): Promise<string> {
  const { stdout, stderr } = await execa(process.execPath, ['cli/main.ts', 'scenario', 'stop', runId], {
    cwd: join(import.meta.dirname, '..'),
    reject: false,
  });
  return stdout + stderr;
}

async function keep(scenario: string): Promise<{ runId: string; run: CliRun }> {
  const run = new CliRun(scenario, '--keep-env', '--sts', 'echo');
  kept.push(run);
  expect(await run.exitCode(), run.output).toBe(0);
  return { runId: await run.runId(), run };
}

/** The error output of a run that rejects the kept environment. */
async function rejection(...args: readonly string[]): Promise<string> {
  const run = new CliRun('preflight', ...args);
  expect(await run.exitCode(), run.output).toBe(3);
  expect(run.output).toMatch(/^error: the kept environment is not what this run needs/);
  return run.output;
}

/** The message of a step that fails because the kept environment does not fit. */
async function failure(...args: readonly string[]): Promise<string> {
  const run = new CliRun('quick', ...args);
  expect(await run.exitCode(), run.output).toBe(3);
  const error = (await run.result()).steps.find(({ status }) => status === 'failed')?.error;
  expect(error?.code).toBe('KEPT_ENVIRONMENT_CHANGED');
  return error?.message ?? '';
}

test('resumes a kept environment with a new stream, keeps it, and stops it on request', async () => {
  const first = await keep('quick');
  const pid = await first.run.pidOf('sts-service');

  const second = new CliRun('quick', '--resume', first.runId);
  expect(await second.exitCode(), second.output).toBe(0);
  const result = await second.result();
  expect(result.steps.map(({ status }) => status)).toEqual(Array(7).fill('passed'));
  expect(result.params).toMatchObject({ sts: 'echo', keepEnvironment: 'always' });
  const events = await second.events();
  expect(events).toContainEqual(expect.objectContaining({ message: `resumed sts-service (pid ${pid})` }));
  expect(events.some((event) => event.type === 'log' && event.source === 'media-service')).toBe(true);
  expect(await readFile(join(await second.folder(), 'logs', 'media-service.log'), 'utf8')).not.toBe('');

  const third = new CliRun('quick', '--resume', await second.runId(), '--step', '1', '--keep-env', 'never');
  expect(await third.exitCode(), third.output).toBe(0);
  expect(await first.run.leftovers()).toEqual([]);
  expect(await stop(first.runId)).toContain('has not kept its environment');
});

test('rejects a changed environment and names each difference', async () => {
  const { runId, run } = await keep('preflight');
  const file = join(await run.folder(), 'environment.json');
  const written = await readFile(file, 'utf8');
  const pid = await run.pidOf('media-service');
  // Services are listed in the order in which they became ready.
  const first = /"name": "([\w-]+)"/.exec(written)?.[1] ?? '';

  expect(await failure('--resume', runId)).toContain('its segmentS is 6, this run needs 2');
  await writeFile(file, written.replace(/"version": "\w+"/, '"version": "0"'));
  expect(await rejection('--resume', runId)).toContain(
    `the code of ${first} has changed since it was started`,
  );
  await writeFile(file, written.replace(/"settings": "\w+"/, '"settings": "0"'));
  expect(await rejection('--resume', runId)).toContain(
    `the settings of ${first} have changed since it was started`,
  );
  await writeFile(
    file,
    written.replace(
      /"mediaServiceUrl": "[^"]+"/,
      `"mediaServiceUrl": "http://127.0.0.1:${urlPort(written, 'stsUrl')}"`,
    ),
  );
  expect(await rejection('--resume', runId)).toMatch(
    /is served by pid \d+ \(.*sts-service.*\), not by media-service/,
  );
  await writeFile(file, written.replace(/("pid": (\d+),\s+"startTime": ")\d+/, '$11'));
  expect(await rejection('--resume', runId)).toMatch(
    new RegExp(`${first} \\(pid \\d+\\) has ended; another process has its pid`),
  );
  await writeFile(file, written);

  process.kill(pid, 'SIGKILL');
  expect(await rejection('--resume', runId)).toContain(`media-service (pid ${pid}) has ended`);
  expect(await stop(runId)).toMatch(
    /stopped (mediamtx|sts-service) \(pid \d+\), (mediamtx|sts-service) \(pid \d+\)$/m,
  );
  expect(await run.leftovers()).toEqual([]);
});

function urlPort(description: string, name: string): string {
  return new RegExp(`"${name}": "http://127.0.0.1:(\\d+)"`).exec(description)?.[1] ?? '';
}

test('fails the step when a service of a resumed environment dies', async () => {
  const { runId, run } = await keep('quick');
  const pid = await run.pidOf('sts-service');
  const resumed = new CliRun('quick', '--resume', runId);
  await resumed.line(/✓ 2 worker-connected/);
  process.kill(pid, 'SIGKILL');
  expect(await resumed.exitCode()).toBe(1);
  const error = (await resumed.result()).steps[3]?.error;
  expect(error).toMatchObject({
    code: 'SERVICE_DIED',
    message: expect.stringContaining(`sts-service (pid ${pid})`),
  });
});

test('rejects conflicting options before it starts the run', async () => {
  const { runId } = await keep('preflight');
  const run = new CliRun('preflight', '--resume', runId, '--sts', 'real');
  expect(await run.exitCode()).toBe(2);
  expect(run.output).toContain('Leave out --sts, or leave out --resume to start another environment');
});
