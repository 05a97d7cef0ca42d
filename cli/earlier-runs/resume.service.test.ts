import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { writeDescription } from '../../harness/environments/keeping/environment-description.ts';
import type { Ended } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

function scenario(...args: string[]): Promise<Ended> {
  return inline.run('scenario', ...args);
}

async function lastResult(): Promise<RunResult> {
  return JSON.parse(await readFile(join(inline.runsFolder, 'last/result.json'), 'utf8')) as RunResult;
}

/** A run that has left an environment of which nothing is there any more. @returns its id */
async function keep(keptAt?: string): Promise<string> {
  await scenario('passes');
  const { runId } = await lastResult();
  const folder = join(inline.runsFolder, runId);
  const url = 'http://127.0.0.1:1';
  await writeDescription(folder, {
    kind: 'process',
    runId,
    folder,
    host: 'elsewhere',
    ...(keptAt !== undefined && { keptAt }),
    endpoints: { rtmpUrl: url, rtspUrl: url, mediamtxApiUrl: url, mediaServiceUrl: url, stsUrl: url },
    plan: { ports: 'documented', sts: 'echo', segmentS: 6, domainHints: [], services: {} },
    services: [],
  });
  return runId;
}

test('what is not said is as it was started; it stays, unless something else is said', async () => {
  const runId = await keep('2026-01-01T00:00:00.000Z');
  expect(await scenario('passes', '--resume')).toMatchObject({ code: 0, stderr: '' });
  const kept = {
    environment: 'process',
    sts: 'echo',
    ports: 'documented',
    resume: join(inline.runsFolder, runId),
  };
  expect((await lastResult()).params).toMatchObject({ ...kept, keepEnvironment: 'always' });
  await scenario('passes', '--resume', runId, '--sts', 'echo', '--keep-env', 'never');
  expect((await lastResult()).params).toMatchObject({ ...kept, keepEnvironment: 'never' });
});

test('--from says that the steps before it are run again', async () => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('passes', '--resume', '--from', '1');
  expect(ended.stderr).toBe(
    'the stream is published anew: the steps before 1 are run again, to prepare it\n',
  );
  expect((await lastResult()).steps.map(({ status }) => status)).toEqual(['passed', 'passed']);
});

test.each([
  [
    ['--resume', '--sts', 'real'],
    /--sts real was asked for, the environment that \S+ has kept is echo: leave --sts out/,
  ],
  [['--resume', '--env', 'compose'], /--env compose was asked for/],
  [['--resume', '--observe', 'tap'], /--observe tap was asked for/],
  [['--resume', '--run', 'last'], /leave it or --resume out/],
  [['fails', '--resume'], /--resume goes on with one scenario/],
])('passes %j: exit 2, and what to type instead', async (args, message) => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('passes', ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(message);
});

test('nothing was kept: exit 2, for going on and for ending it', async () => {
  const underWay = await keep();
  for (const command of [['passes', '--resume'], ['stop']]) {
    const ended = await scenario(...command);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('no run has left its environment running: `--keep-env` does');
  }
  expect((await scenario('stop', underWay)).stderr).toContain('is still under way, or was killed');
  expect(await scenario('stop', '--all')).toMatchObject({
    code: 0,
    stdout: 'no run has left its environment running\n',
  });
});

test('an environment of another machine is not ended from here', async () => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('stop');
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('it runs on elsewhere, and can only be ended there');
});

test('on a terminal a failed run keeps its environment, elsewhere and of several runs none does', async () => {
  const kept = async () => ((await lastResult()).params as { keepEnvironment?: string }).keepEnvironment;
  await inline.startOnTerminal(['scenario', 'passes']).ended;
  expect(await kept()).toBe('on-failure');
  await inline.startOnTerminal(['scenario', 'passes'], { CI: 'true' }).ended;
  expect(await kept()).toBe('never');
  await inline.startOnTerminal(['scenario', 'passes', 'fails']).ended;
  expect(await kept()).toBe('never');
  await scenario('passes');
  expect(await kept()).toBe('never');
});

test('--keep-env takes three words', async () => {
  const ended = await scenario('passes', '--keep-env', 'onfailure');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('Did you mean on-failure? Known: always, on-failure, never.');
});
