import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replay } from '../harness/engine/run-folder/replay.ts';
import { finishReporters } from '../harness/engine/run-folder/reporter.ts';
import { createReporter } from './create-reporter.ts';
import { stepSummary } from './github/step-summary.ts';
import { readRunResult } from './recorded-runs/read-run.ts';
import { sampleRun } from './testing/sample-run.ts';

/** What each report shows of a run. */
async function reportsOf(folder: string): Promise<Record<string, string>> {
  let console = '';
  const write = (text: string): void => {
    console += text;
  };
  const stream = { write };
  const options = { stream, env: {}, workingFolder: '/', verbose: false, reportFile: 'index.html' };
  const reporters = (['console', 'html', 'json', 'junit', 'ctrf'] as const).map((name) =>
    createReporter(name, { ...options, otlpEndpoint: undefined }),
  );
  await replay(folder, reporters);
  expect(await finishReporters(reporters, folder)).toEqual([]);
  const file = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  return {
    console,
    html: await file('index.html'),
    json: await file('result.json'),
    junit: await file('junit.xml'),
    ctrf: await file('ctrf.json'),
    github: stepSummary(await readRunResult(folder)),
  };
}

describe('the warnings of a passed run', () => {
  test.each([
    ['console', 'PASSED  1 passed, 2 warnings, 1 logged error  in'],
    ['console', 'the output waited for audio  stalledMs 940'],
    ['html', '<span class="badge odd">2 warnings</span><span class="badge odd">1 logged error</span>'],
    ['html', 'the output waited for audio'],
    ['json', '"warnings": 2,'],
    ['json', '"loggedErrors": 1,'],
    ['json', '"stalledMs": 940'],
    ['junit', '<property name="warnings" value="2"/><property name="loggedErrors" value="1"/>'],
    ['ctrf', '"warnings": 2,'],
    ['ctrf', '"loggedErrors": 1'],
    ['github', 'sample: passed, 2 warnings, 1 logged error'],
    ['github', '- server warn: the output waited for audio'],
  ] as const)('are in the %s report: %s', async (name, text) => {
    expect((await reportsOf(await sampleRun('warns')))[name]).toContain(text);
  });

  test('are absent from every report of a run without them', async () => {
    const reports = await reportsOf(await sampleRun('measures'));
    const { junit, github, console } = reports;
    for (const text of [junit, github, console]) expect(text).not.toMatch(/warning|logged/i);
    expect(reports.html).not.toContain('warnings</span>');
    expect(reports.json).toContain('"warnings": 0,');
  });

  test('are listed up to a limit, with the number of the others', async () => {
    const { console = '', html, github, json = '' } = await reportsOf(await sampleRun('warns-often'));
    expect(console).toContain('late by 5 ms');
    expect(console).not.toContain('late by 6 ms');
    expect(console).toContain('and 25 more');
    expect(console).toContain('PASSED  1 passed, 30 warnings  in');
    expect(html).toContain('and 10 more, in the event log');
    expect(github).toContain('- and 10 more');
    expect(JSON.parse(json)).toMatchObject({ warnings: 30, loggedErrors: 0 });
  });

  test('logged during the clean-up are not counted', async () => {
    const { console = '' } = await reportsOf(await sampleRun('warns'));
    expect(console).not.toContain('session closed');
  });
});
