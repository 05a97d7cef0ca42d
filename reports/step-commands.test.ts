import { expect, test } from 'vitest';
import type { RunResult } from '../harness/engine/run-folder/run-result.ts';
import { stepCommands } from './step-commands.ts';

const STEP = { number: 4, id: 'x', title: 'X' };
const run = (fields: Partial<RunResult>): RunResult => ({
  ...{ runId: 'r-1', scenario: 'quick', title: '', tags: [], environment: 'process', params: {} },
  ...{ status: 'failed', startedAt: '', durationMs: 0, steps: [] },
  ...fields,
});

test('omits options that have their default value', () => {
  const params = {
    ...{ ports: 'auto', leadInS: 0, sts: 'real', publish: 'rtmp', ingest: 'recording', observe: 'monitor' },
    ...{ segmentS: 6, keepEnvironment: 'never' },
  };
  expect(stepCommands(run({ params }), STEP, 3).map(({ command }) => command)).toEqual([
    'pnpm scenario quick --step 4',
    'pnpm scenario quick --run r-1 --from 4',
  ]);
});

test('includes other options, quoted for a shell', () => {
  const params = { ports: 'documented', sts: 'echo', fixture: "/tmp/it's; rm x" };
  expect(stepCommands(run({ params, environment: 'compose' }), STEP)[0]?.command).toBe(
    `pnpm scenario quick --env compose --ports documented --fixture '/tmp/it'\\''s; rm x' --sts echo --step 4`,
  );
});

test('does not offer re-evaluation for a step without evidence', () => {
  expect(stepCommands(run({}), STEP, 5).map(({ purpose }) => purpose)).toEqual([
    'after a fix, rerun up to this step',
  ]);
  expect(stepCommands(run({}), STEP)).toHaveLength(1);
});

test.each([
  [{ streamId: 'mine' }, '--stream mine'],
  [{ leadInS: 5 }, '--lead-in 5s'],
  [{ ingest: 'rtmp', observe: 'tap' }, '--ingest rtmp --observe tap'],
  [{ config: 'a b.ts' }, `--config 'a b.ts'`],
])('writes %j as %s', (params, typed) => {
  expect(stepCommands(run({ params }), STEP)[0]?.command).toBe(`pnpm scenario quick ${typed} --step 4`);
});

test('does not mention fixes for a run that passed', () => {
  expect(stepCommands(run({ status: 'passed' }), STEP, 3).map(({ purpose }) => purpose)).toEqual([
    'rerun up to this step',
    're-evaluate this run',
  ]);
});

test('offers no commands for an environment that the command line does not have', () => {
  expect(stepCommands(run({ environment: 'staging' }), STEP, 0)).toEqual([]);
});
