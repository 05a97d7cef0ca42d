import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { HarnessError } from '../../harness/engine/errors.ts';
import type { RunContext, Step } from '../../harness/engine/scenario.ts';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';

export const INLINE_TAGS = { test: 'all of these', fine: 'pass' };
const FINE = ['passes', 'keeps'];

function scenario(
  id: string,
  title: string,
  ...steps: Step<RunContext>[]
): ScenarioDefinition<ScenarioOptions> {
  const about = { id, title, tags: FINE.includes(id) ? ['test', 'fine'] : ['test'] };
  return { ...about, build: (params) => ({ ...about, params, steps, createRig: (run) => run }) };
}

function step(id: string, title: string, timeoutMs: number, run: Step<RunContext>['run']): Step<RunContext> {
  return { id, title, timeoutMs, run };
}

const count = step('count', 'Counts to three', 5000, async (ctx, run) => {
  run.log('counter', 'info', 'counting');
  let number = 0;
  await ctx.poll('number', async () => ++number, { until: (n) => n === 3, everyMs: 150, withinMs: 5000 });
  ctx.check('number-reached', { title: 'number reached', actual: number, expected: 3 });
  ctx.check('delta', { actual: 24.0625, limit: { max: 120 }, unit: 'ms', note: 'documented limit' });
  ctx.record('version', { value: 'v1.2.3' });
  return { number };
});

const fail = step('fail', 'Finds too little', 5000, async (ctx, run) => {
  run.log('counter', 'warn', '\u001b[31mlosing\u001b[0m count');
  ctx.check('number-reached', { title: 'number reached', actual: 2, expected: 3 });
  ctx.notMeasured('delta', { reason: 'no audio in the output' });
  return undefined;
});

const after = step('after', 'Comes after', 5000, async () => undefined);

const wait = step('wait', 'Waits for a path that never becomes ready', 400, async (ctx) => {
  const probe = async () => ({ ready: false });
  await ctx.poll('path', probe, { until: ({ ready }) => ready, everyMs: 1000, withinMs: 5000 });
  return undefined;
});

const linger = step('linger', 'Runs until it is interrupted', 60_000, async (ctx, run) => {
  run.defer('server', () => run.log('server', 'info', 'stopped cleanly'));
  run.log('server', 'info', 'started');
  await sleep(60_000, undefined, { signal: ctx.signal });
  return undefined;
});

const cling = step('cling', 'Cleans up slowly', 60_000, async (ctx, run) => {
  run.defer('server', () => sleep(60_000));
  await sleep(60_000, undefined, { signal: ctx.signal });
  return undefined;
});

const keep = step('keep', 'Leaves a process running', 5000, async (_, run) => {
  run.defer('server', () => run.log('harness', 'warn', 'left running; stop it with: kill 42'));
  return undefined;
});

const crash = step('crash', 'Throws an uncaught error', 5000, async (ctx, run) => {
  run.defer('server', () => run.log('server', 'info', 'stopped cleanly'));
  setImmediate(() => {
    throw new TypeError('uncaught');
  });
  await sleep(5000, undefined, { signal: ctx.signal });
  return undefined;
});

/** Acts after the last step, before the reports are written. */
const afterSteps = (act: () => void) =>
  step('end', 'Passes, then causes trouble', 5000, async (_, run) => {
    run.defer('server', act);
    return undefined;
  });
const interrupted = afterSteps(() => void process.kill(process.pid, 'SIGINT'));
const broken = afterSteps(
  () =>
    void setImmediate(() => {
      throw new TypeError('uncaught');
    }),
);

/** Counts its runs in a file next to their folders. */
const first = step('first', 'Fails in the first run', 5000, async (ctx, run) => {
  const file = join(dirname(run.folder), 'runs-of-unsteady');
  await appendFile(file, '.');
  const count = (await readFile(file, 'utf8')).length;
  ctx.check('runs', { actual: count, limit: { min: 2 }, unit: 'runs' });
  return undefined;
});

/** Passes only in parallel with another run: each writes a file to the runs folder, and waits for two files. */
const meet = step('meet', 'Waits for two runs', 5000, async (ctx, run) => {
  const runs = dirname(run.folder);
  const probe = async () => (await readdir(runs)).filter((name) => name.startsWith('arrived-')).length;
  await writeFile(join(runs, `arrived-${run.runId}`), '');
  const arrived = await ctx.poll('arrived', probe, { until: (n) => n >= 2, everyMs: 20, withinMs: 4000 });
  ctx.check('runs', { actual: arrived, expected: 2 });
  return undefined;
});

const taken = step('environment-setup', 'Starts the services', 5000, async () => {
  throw new HarnessError('port 1935 is taken by mediamtx (pid 42)', {
    code: 'PORT_TAKEN',
    fault: 'ENVIRONMENT',
  });
});

const hostile = step(
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  5000,
  async (ctx, run) => {
    run.log('</td><script>alert(3)</script>', 'error', '</script><script>alert(4)</script>', { a: "'><b>" });
    run.observe('<b>', '<i>', '<u>');
    ctx.check('hostile', { title: '<s>', actual: '<em>', expected: '<strong>' });
    await ctx.attach('<a>.html', '<script>alert(5)</script>', 'text/html');
    throw new Error('<script>alert(6)</script>');
  },
);

/** Two steps that need the pipeline, and two that can be re-evaluated. */
const live = [
  { ...step('setup', 'Starts the pipeline', 5000, async () => ({ streamId: 'demo' })), live: true },
  { ...step('listen', 'Receives the stream', 5000, async () => undefined), live: true },
  step('verify', 'Verifies the observation', 5000, async (ctx) => {
    const seen = await ctx.evidence('seen', z.number(), async () => 42);
    ctx.check('seen', { actual: seen, expected: 42 });
    ctx.check('stream', {
      actual: ctx.outputOf('setup', z.object({ streamId: z.string() })).streamId,
      expected: 'demo',
    });
    return seen;
  }),
  step('sum', 'Adds one', 5000, async (ctx) => {
    ctx.check('sum', { actual: ctx.outputOf('verify', z.number()) + 1, expected: 43 });
    return undefined;
  }),
];

let attempts = 0;
const stumbles = [
  step('setup', 'Starts the pipeline', 5000, async (_, run) => {
    run.defer('server', () => run.log('server', 'info', 'stopped cleanly'));
    const endpoints = { rtmpUrl: 'rtmp://h:1', mediaServiceUrl: 'http://h:3' };
    return { streamId: 'demo', endpoints, profile: { paths: { output: 'live/{stream}/out' } } };
  }),
  step('stumble', 'Fails on the first attempt', 5000, async (ctx) => {
    attempts += 1;
    ctx.check('attempts', { actual: attempts, expected: 2 });
    return undefined;
  }),
];

/** Scenarios that take milliseconds, one for each way in which a run can end. */
export const inlineScenarios = [
  scenario('passes', 'A run that passes', count, after),
  scenario('fails', 'A run that fails', count, fail, after),
  scenario('times-out', 'A run that takes too long', wait, after),
  scenario('lingers', 'A run that ends only when interrupted', linger, after),
  scenario('clings', 'A run that is slow to clean up', cling),
  scenario('keeps', 'A run that leaves a process behind on purpose', keep),
  scenario('crashes', 'A run in which the harness crashes', crash, after),
  scenario('late-signal', 'A run that is interrupted after its last step', interrupted),
  scenario('late-crash', 'A run after which the harness crashes', broken),
  scenario('unsteady', 'A run that fails the first time', first, after),
  scenario('meets', 'A run that waits for another', meet),
  scenario('not-started', 'A run without an environment', taken, after),
  scenario('live', 'A run with steps that need the pipeline', ...live),
  scenario('stumbles', 'A run that passes on the second attempt', ...stumbles),
  scenario('hostile', '<script>alert(0)</script>', hostile),
];
