import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { failureOf, parseRecordedRun } from '../recorded-runs/recorded-run.ts';
import { historyPage } from './history-page.ts';
import { groupRuns } from './run-groups.ts';
import { writeHistory } from './write-history.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterEach(() => rm(folder, { recursive: true }));

function resultOf(run: number, status: string, delayMs: number, scenario = 'quick'): string {
  const check = { name: 'delay', status: 'passed', actual: delayMs, limit: { max: 100 }, unit: 'ms' };
  const stepStatus = status === 'not-started' ? 'not-run' : status;
  const steps = [
    {
      number: 0,
      id: 'setup',
      status: stepStatus,
      checks: [check, { name: 'text', status: 'passed', actual: 'x' }],
    },
  ];
  const common = { scenario, title: '', tags: [], environment: 'process', params: {} };
  return JSON.stringify({
    runId: `r-${run}`,
    ...common,
    status,
    startedAt: `2026-01-0${run}`,
    durationMs: 1500,
    steps,
  });
}

const runsOf = (...texts: readonly string[]) => texts.flatMap((text) => parseRecordedRun(text) ?? []);

test('groups runs, leaves runs without a result out of the pass rate, and follows values over time', () => {
  const groups = groupRuns(
    runsOf(
      resultOf(3, 'interrupted', 5),
      resultOf(1, 'passed', 20),
      resultOf(2, 'failed', 120),
      resultOf(4, 'passed', 7, 'full-pipeline'),
      resultOf(5, 'not-started', 8, 'other'),
    ),
  );
  expect(groups.map(({ scenario, passed, ended }) => [scenario, passed, ended])).toEqual([
    ['other', 0, 0],
    ['full-pipeline', 1, 1],
    ['quick', 1, 2],
  ]);
  expect(
    groups[2]?.values.map(({ name, points }) => [name, points.map(({ value, passed }) => [value, passed])]),
  ).toEqual([
    ['wall time', [[1.5, true]]],
    [
      'delay',
      [
        [20, true],
        [120, false],
        [5, true],
      ],
    ],
  ]);
  expect(groups[2]?.runs.map(failureOf)[1]).toBe('0 setup');
  const [diagnosed] = runsOf(
    resultOf(1, 'failed', 1).replace('{', `{"diagnosis":${JSON.stringify(HOOK_DIAGNOSIS)},`),
  );
  expect(diagnosed && failureOf(diagnosed)).toBe(`0 setup, ${HOOK_CAUSE.code}`);
});

test.each([
  [['passed', 'not-started'], '1 of 1 passed, 100 %', 'not counted: 1 not started', '–'],
  [
    ['passed', 'failed', 'not-started', 'not-started', 'interrupted'],
    '1 of 2 passed, 50 %',
    'not counted: 2 not started, 1 interrupted',
    '–',
  ],
  [['not-started'], 'no results', 'not counted: 1 not started', '–'],
  [['passed', 'interrupted'], '1 of 1 passed, 100 %', 'not counted: 1 interrupted', '■'],
] as const)(
  '%j: the rate leaves out runs without a result and states their number',
  (statuses, rate, note, sign) => {
    const page = historyPage(
      groupRuns(runsOf(...statuses.map((status, index) => resultOf(index + 1, status, 20)))),
      './runs',
    );
    expect(page).toContain(rate);
    expect(page).toContain(note);
    expect(page).toContain(`>${sign}</a>`);
    const crosses = page.match(/>✗<\/a>/g) ?? [];
    expect(crosses).toHaveLength(statuses.filter((status: string) => status === 'failed').length);
  },
);

test('places a value at the position of its run and folds constant values', () => {
  const runs = [resultOf(1, 'passed', 20), resultOf(2, 'interrupted', 20), resultOf(3, 'passed', 30)];
  const page = historyPage(groupRuns(runsOf(...runs)), './runs');
  const [moving = '', still = ''] = page.split('Constant values (1)');
  expect([...moving.matchAll(/cx="([\d.]+)%"/g)].map(([, x]) => x)).toEqual(['16.67', '50.00', '83.33']);
  expect(moving).toContain('20 to 30');
  expect(still).toContain('wall time');
  expect([...still.matchAll(/cx="([\d.]+)%"/g)].map(([, x]) => x)).toEqual(['16.67', '83.33']);
});

test('links each run, leaves out incomplete ones and other folders, and escapes names', async () => {
  const runs = join(folder, 'runs');
  for (const [id, text] of Object.entries({
    'r-1': resultOf(1, 'passed', 20, '<script>alert(1)</script>'),
    'r-2': '{"cut o',
    'r-3': undefined,
  })) {
    await mkdir(join(runs, id), { recursive: true });
    if (text !== undefined) await writeFile(join(runs, id, 'result.json'), text);
  }
  await symlink('r-1', join(runs, 'last'));
  const file = await writeHistory(runs);
  expect(file).toBe(join(folder, 'index.html'));
  const page = await readFile(file, 'utf8');
  expect(page.match(/<a class="run-tile /g)).toHaveLength(1);
  expect(page).toContain('href="./runs/r-1/index.html"');
  expect(page).toContain('1 of 1 passed, 100 %');
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toContain('<script>alert');
});
