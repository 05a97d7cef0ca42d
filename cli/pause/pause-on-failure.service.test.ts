import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import type { Started } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const QUESTION = 'Then press Enter: ';

const inline = useInlineCli();

/** Starts a run and waits for its first pause. */
async function paused(scenario: string, env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const started = inline.startOnTerminal(['scenario', scenario, '--pause-on-failure'], env);
  await started.waitFor(QUESTION);
  return started;
}

async function statuses(): Promise<string[]> {
  const result = JSON.parse(await readFile(join(inline.runsFolder, 'last/result.json'), 'utf8')) as RunResult;
  return [result.status, ...result.steps.map(({ status }) => status)];
}

test('prints inspection commands while the services run; a retry passes', async () => {
  const run = await paused('stumbles');
  const shown = stripVTControlCharacters(run.stdout());
  expect(shown).toContain('Paused after step 1 stumble; the services are still running.');
  expect(shown).toMatch(/logs {5}tail -f \S+-stumbles-\w+\/logs\/\*\.log/);
  expect(shown).toContain('metrics  curl -s http://h:3/metrics | grep demo');
  expect(shown).toContain('output   ffplay rtmp://h:1/live/demo/out');
  expect(await readFile(join(inline.runsFolder, 'last/events.ndjson'), 'utf8')).not.toContain(
    'ended in order',
  );
  run.process.stdin?.write('x\nr\n');
  const { code, stdout } = await run.ended;
  expect(code).toBe(0);
  expect(stripVTControlCharacters(stdout)).toContain('2 passed');
  expect(await statuses()).toEqual(['passed', 'passed', 'passed']);
  expect(stdout).not.toContain('still open');
});

test('c continues with the next step', async () => {
  const run = await paused('fails');
  run.process.stdin?.write('c\n');
  expect((await run.ended).code).toBe(1);
  expect(await statuses()).toEqual(['failed', 'passed', 'failed', 'passed']);
});

test.each([
  ['q', 'q\n'],
  ['end of input', '\u0004'],
])('%s ends the run', async (_, typed) => {
  const run = await paused('stumbles');
  run.process.stdin?.write(typed);
  expect((await run.ended).code).toBe(1);
  expect(await statuses()).toEqual(['failed', 'passed', 'failed']);
});

test('Ctrl-C interrupts the run', async () => {
  const run = await paused('stumbles');
  run.process.stdin?.write('\u0003');
  expect((await run.ended).stdout).toContain('INTERRUPTED');
  expect(await statuses()).toEqual(['interrupted', 'passed', 'failed']);
});

test('o opens a report of the run so far, then repeats the question', async () => {
  const opener = join(inline.runsFolder, 'xdg-open');
  await writeFile(opener, '#!/bin/sh\ngrep -c "stumble" "$1" > opened.txt\n');
  await chmod(opener, 0o755);
  const run = await paused('stumbles', {
    PATH: `${inline.runsFolder}:${process.env.PATH}`,
    DISPLAY: ':0',
  });
  run.process.stdin?.write('o\n');
  await run.waitFor('opened /');
  // The opener is a separate process.
  const counted = () => readFile(join(inline.runsFolder, 'opened.txt'), 'utf8').catch(() => '');
  await expect.poll(async () => Number(await counted())).toBeGreaterThan(0);
  run.process.stdin?.write('q\n');
  expect((await run.ended).code).toBe(1);
});

test('exits 2 without a terminal and states what to type instead', async () => {
  const ended = await inline.run('scenario', 'stumbles', '--pause-on-failure');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('--pause-on-failure needs a terminal: leave it out.');
});
