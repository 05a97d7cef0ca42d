import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { writeDescription } from '../../harness/environments/keeping/environment-description.ts';
import { publishEndpoints } from '../../harness/media/index.ts';
import type { Ended } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

function scenario(...args: string[]): Promise<Ended> {
  return inline.run('scenario', ...args);
}

async function lastResult(): Promise<RunResult> {
  return JSON.parse(await readFile(join(inline.runsFolder, 'last/result.json'), 'utf8')) as RunResult;
}

/** Creates a run with a kept environment whose services no longer exist. @returns its id */
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
    endpoints: { ...publishEndpoints(() => url), mediamtxApiUrl: url, mediaServiceUrl: url, stsUrl: url },
    plan: { ports: 'documented', sts: 'echo', segmentS: 6, domainHints: [], services: {} },
    services: [],
  });
  return runId;
}

test('uses the options of the kept environment, and keeps it again by default', async () => {
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

test('prints that the steps before --from run as well', async () => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('passes', '--resume', '--from', '1');
  expect(ended.stderr).toBe('a new stream is published, so the steps before 1 run as well\n');
  expect((await lastResult()).steps.map(({ status }) => status)).toEqual(['passed', 'passed']);
});

test.each([
  [['--resume', '--sts', 'real'], /\S+ kept an environment with --sts echo, not real\. Leave out --sts/],
  [['--resume', '--env', 'compose'], /with --env process, not compose/],
  [['--resume', '--observe', 'tap'], /with --observe monitor, not tap/],
  [['--resume', '--run', 'last'], /leave out --run or --resume/],
  [['fails', '--resume'], /--resume runs one scenario/],
])('exits 2 for passes %j and states what to type instead', async (args, message) => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('passes', ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(message);
});

test('exits 2 without a kept environment, for --resume and for stop', async () => {
  const unfinished = await keep();
  for (const command of [['passes', '--resume'], ['stop']]) {
    const ended = await scenario(...command);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('no run has kept its environment. `--keep-env` keeps it');
  }
  expect((await scenario('stop', unfinished)).stderr).toContain('is still running, or was killed');
  expect(await scenario('stop', '--all')).toMatchObject({
    code: 0,
    stdout: 'nothing to stop\n',
  });
});

test('exits 3 for an environment on another machine', async () => {
  await keep('2026-01-01T00:00:00.000Z');
  const ended = await scenario('stop');
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('it runs on elsewhere, and can only be ended there');
});

test('keeps the environment of a failed run by default only on a terminal and for a single run', async () => {
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

test('rejects an unknown value of --keep-env', async () => {
  const ended = await scenario('passes', '--keep-env', 'onfailure');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('Did you mean on-failure? Known: always, on-failure, never.');
});
