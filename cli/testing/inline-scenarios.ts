import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { HarnessError } from '../../harness/engine/errors.ts';
import type { RunContext, Step } from '../../harness/engine/scenario.ts';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';

export const INLINE_TAGS = { test: 'every one of these', fine: 'those that pass' };
const FINE = ['passes', 'keeps'];

/** Scenarios of a few milliseconds, one for each way in which a run can end. */

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
  ctx.check('number-reached', { actual: number, expected: 3 });
  ctx.check('delta', { actual: 24.0625, limit: { max: 120 }, unit: 'ms', note: 'documented limit' });
  ctx.record('version', { value: 'v1.2.3' });
  return { number };
});

const fail = step('fail', 'Finds too little', 5000, async (ctx, run) => {
  run.log('counter', 'warn', '\u001b[31mlosing\u001b[0m count');
  ctx.check('number-reached', { actual: 2, expected: 3 });
  ctx.notMeasured('delta', { reason: 'no sound in the output' });
  return undefined;
});

const after = step('after', 'Comes after', 5000, async () => undefined);

const wait = step('wait', 'Waits for what never comes', 400, async (ctx) => {
  const probe = async () => ({ ready: false });
  await ctx.poll('path', probe, { until: ({ ready }) => ready, everyMs: 1000, withinMs: 5000 });
  return undefined;
});

const linger = step('linger', 'Goes on until it is told to end', 60_000, async (ctx, run) => {
  run.defer('server', () => run.log('server', 'info', 'ended in order'));
  run.log('server', 'info', 'started');
  await sleep(60_000, undefined, { signal: ctx.signal });
  return undefined;
});

const cling = step('cling', 'Holds on to what it started', 60_000, async (ctx, run) => {
  run.defer('server', () => sleep(60_000));
  await sleep(60_000, undefined, { signal: ctx.signal });
  return undefined;
});

const keep = step('keep', 'Leaves something running', 5000, async (_, run) => {
  run.defer('server', () => run.log('harness', 'warn', 'left running; to end it: kill 42'));
  return undefined;
});

const crash = step('crash', 'Throws where nobody catches', 5000, async (ctx, run) => {
  run.defer('server', () => run.log('server', 'info', 'ended in order'));
  setImmediate(() => {
    throw new TypeError('nobody catches me');
  });
  await sleep(5000, undefined, { signal: ctx.signal });
  return undefined;
});

/** When all steps have ended and the reports are still to be written. */
const atItsEnd = (act: () => void) =>
  step('end', 'Passes, and has its trouble after that', 5000, async (_, run) => {
    run.defer('server', act);
    return undefined;
  });
const interrupted = atItsEnd(() => void process.kill(process.pid, 'SIGINT'));
const broken = atItsEnd(
  () =>
    void setImmediate(() => {
      throw new TypeError('nobody catches me');
    }),
);

/** Counts the runs of all in a file beside their folders. */
const first = step('first', 'Fails in the first run', 5000, async (ctx, run) => {
  const file = join(dirname(run.folder), 'runs-of-unsteady');
  await appendFile(file, '.');
  const count = (await readFile(file, 'utf8')).length;
  ctx.check('runs', { actual: count, limit: { min: 2 }, unit: 'runs' });
  return undefined;
});

/** Passes only beside another one: each leaves a mark in the folder of all runs, and waits for two. */
const meet = step('meet', 'Waits until two have come', 5000, async (ctx, run) => {
  const runs = dirname(run.folder);
  const probe = async () => (await readdir(runs)).filter((name) => name.startsWith('came-')).length;
  await writeFile(join(runs, `came-${run.runId}`), '');
  const came = await ctx.poll('came', probe, { until: (n) => n >= 2, everyMs: 20, withinMs: 4000 });
  ctx.check('came', { actual: came, expected: 2 });
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
    ctx.check('markup', { title: '<s>', actual: '<em>', expected: '<strong>' });
    await ctx.attach('<a>.html', '<script>alert(5)</script>', 'text/html');
    throw new Error('<script>alert(6)</script>');
  },
);

/** Two steps that need the pipeline, two that judge what was kept of it. */
const live = [
  { ...step('setup', 'Brings the pipeline to life', 5000, async () => ({ streamId: 'demo' })), live: true },
  { ...step('listen', 'Listens to it', 5000, async () => undefined), live: true },
  step('judge', 'Judges what was seen', 5000, async (ctx) => {
    const seen = await ctx.evidence('seen', z.number(), async () => 42);
    ctx.check('seen', { actual: seen, expected: 42 });
    ctx.check('stream', {
      actual: ctx.outputOf('setup', z.object({ streamId: z.string() })).streamId,
      expected: 'demo',
    });
    return seen;
  }),
  step('sum', 'Adds up', 5000, async (ctx) => {
    ctx.check('sum', { actual: ctx.outputOf('judge', z.number()) + 1, expected: 43 });
    return undefined;
  }),
];

let tries = 0;
const stumbles = [
  step('setup', 'Brings the pipeline to life', 5000, async (_, run) => {
    run.defer('server', () => run.log('server', 'info', 'ended in order'));
    const endpoints = { rtmpUrl: 'rtmp://h:1', mediaServiceUrl: 'http://h:3' };
    return { streamId: 'demo', endpoints, profile: { paths: { output: 'live/{stream}/out' } } };
  }),
  step('stumble', 'Fails when it is tried first', 5000, async (ctx) => {
    tries += 1;
    ctx.check('tries', { actual: tries, expected: 2 });
    return undefined;
  }),
];

export const inlineScenarios = [
  scenario('passes', 'A run that passes', count, after),
  scenario('fails', 'A run that fails', count, fail, after),
  scenario('times-out', 'A run that takes too long', wait, after),
  scenario('lingers', 'A run that does not end by itself', linger, after),
  scenario('clings', 'A run that is slow to end', cling),
  scenario('keeps', 'A run that leaves something behind on purpose', keep),
  scenario('crashes', 'A run in which the harness breaks', crash, after),
  scenario('late-signal', 'A run that is interrupted when its steps are over', interrupted),
  scenario('late-crash', 'A run after which the harness breaks', broken),
  scenario('unsteady', 'A run that fails the first time', first, after),
  scenario('meets', 'A run that waits for another', meet),
  scenario('not-started', 'A run without an environment', taken, after),
  scenario('live', 'A run with steps that need the pipeline', ...live),
  scenario('stumbles', 'A run that would pass the second time', ...stumbles),
  scenario('hostile', '<script>alert(0)</script>', hostile),
];
