import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HarnessError } from '../../harness/engine/errors.ts';
import type { EventBody } from '../../harness/engine/event.ts';
import { RunInterruptedError } from '../../harness/engine/execution/interruption.ts';
import { runScenario } from '../../harness/engine/execution/run-scenario.ts';
import type { RunContext, Scenario, Step } from '../../harness/engine/scenario.ts';

/** Text that must never act as markup, end the text around it, or reach a format that cannot carry it. */
export const HOSTILE =
  '</a>]]>"\'&<script>|`*_ %0A::error::x\u0000\u0008\u001b[31m\ufffe\ud800\r\nsecond line';

const step = (id: string, run: Step<RunContext>['run']): Step<RunContext> => ({
  id,
  title: `Step ${id}`,
  timeoutMs: 5000,
  run,
});

const STEPS = {
  measures: step('measures', async (ctx, run) => {
    run.log('counter', 'info', 'counting');
    let number = 0;
    const options = { until: (n: number) => n === 3, everyMs: 1, withinMs: 1000 };
    await ctx.poll('number', async () => ++number, options);
    ctx.check('number-reached', { title: 'number reached', actual: number, expected: 3 });
    ctx.check('delta', { actual: 24.0625, limit: { max: 120 }, unit: 'ms', note: 'documented limit' });
    await ctx.attach('numbers.json', '[1,2,3]', 'application/json');
    return { number };
  }),
  fails: step('fails', async (ctx, run) => {
    run.log('counter', 'warn', 'losing count');
    ctx.check('number-reached', { title: 'number reached', actual: 2, expected: 3 });
    return undefined;
  }),
  warns: step('warns', async (_, run) => {
    run.defer('server', () => run.log('server', 'warn', 'session closed'));
    run.log('server', 'info', 'output is online');
    run.log('server', 'warn', 'the output waited for audio', { streamId: 'demo', stalledMs: 940 });
    run.log('publisher', 'warn', HOSTILE);
    run.log('server', 'error', 'out of memory');
    return undefined;
  }),
  'warns-often': step('warns-often', async (_, run) => {
    for (let line = 1; line <= 30; line += 1) run.log('server', 'warn', `late by ${line} ms`);
    return undefined;
  }),
  'cannot-measure': step('cannot-measure', async (ctx) => {
    ctx.notMeasured('delta', { reason: 'no audio in the output' });
    return undefined;
  }),
  taken: step('taken', async () => {
    throw new HarnessError('port 1935 is taken', { code: 'PORT_TAKEN', fault: 'ENVIRONMENT' });
  }),
  hostile: step(HOSTILE, async (ctx, run) => {
    run.log(HOSTILE, 'error', HOSTILE, { [HOSTILE]: HOSTILE });
    run.observe(HOSTILE, HOSTILE, HOSTILE);
    ctx.check('hostile', { title: HOSTILE, actual: HOSTILE, expected: 'other', note: HOSTILE });
    await ctx.attach(HOSTILE, 'text', HOSTILE);
    throw new HarnessError(HOSTILE, { code: HOSTILE, fault: 'PRODUCT' });
  }),
  skips: step('skips', async (ctx) => ctx.skip('nothing to see')),
  interrupted: step('interrupted', async () => {
    throw new Error('never started');
  }),
  leaks: step('leaks', async (_, run) => {
    run.defer('server', () => {
      throw new Error('cannot be stopped');
    });
    return undefined;
  }),
} as const;

/** A folder that is removed after the current test. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'report-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Runs some of these steps with the real engine. @returns the path of the run folder, removed after the test */
export async function sampleRun(...ids: (keyof typeof STEPS)[]): Promise<string> {
  const folder = await makeFolder();
  const scenario: Scenario<RunContext> = {
    id: 'sample',
    title: `A sample ${HOSTILE}`,
    tags: ['test'],
    params: { segmentS: 6, domainHints: ['numbers'] },
    steps: ids.map((id) => STEPS[id]),
    createRig: (run) => run,
  };
  const interrupted = ids.includes('interrupted')
    ? AbortSignal.abort(new RunInterruptedError('SIGINT'))
    : undefined;
  const options = { runId: 'sample-1', folder, environment: 'process' };
  await runScenario(scenario, { ...options, ...(interrupted !== undefined && { signal: interrupted }) });
  return folder;
}

/** An event as a test states it, with its time and its step. */
export type InlineEvent = EventBody & { readonly atMs: number; readonly during?: number };

/** Writes an event log. @returns the path of the run folder, removed after the test */
export async function inlineRun(...events: readonly InlineEvent[]): Promise<string> {
  const folder = await makeFolder();
  const lines = events.map((event, seq) => `${JSON.stringify({ seq, ...event })}\n`);
  await writeFile(join(folder, 'events.ndjson'), lines.join(''));
  return folder;
}

/** The first event of a run with the given steps. */
export function runStart(...stepIds: readonly string[]): InlineEvent & { readonly type: 'run:start' } {
  return {
    atMs: 0,
    type: 'run:start',
    runId: 'inline-1',
    scenario: { id: 'inline', title: 'Written by hand', tags: [] },
    environment: 'process',
    params: {},
    steps: stepIds.map((id, number) => ({ number, id, title: id })),
    startedAt: '2026-11-22T12:00:00.000Z',
  };
}
