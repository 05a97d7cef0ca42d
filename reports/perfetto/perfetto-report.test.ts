import { expect, test } from 'vitest';
import { HOSTILE, type InlineEvent, inlineRun, runStart, sampleRun } from '../testing/sample-run.ts';
import { perfettoReport } from './perfetto-report.ts';
import { readTrace } from './testing/trace-rules.ts';

async function render(folder: string): Promise<string> {
  let text = '';
  for await (const piece of perfettoReport.render(folder)) text += piece;
  return text;
}

/** The events of a trace, one per line: row, phase, time, name. */
async function traceOf(folder: string): Promise<string[]> {
  const events = readTrace(await render(folder));
  const rows = new Map<string, string>();
  for (const event of events) {
    if (event.ph === 'M' && 'name' in event.args)
      rows.set(`${event.name} ${event.pid}/${event.tid}`, event.args.name);
  }
  return events.flatMap((event) => {
    if (event.ph === 'M') return [];
    const group = rows.get(`process_name ${event.pid}/${event.pid}`);
    const row = rows.get(`thread_name ${event.pid}/${event.tid}`);
    const name = 'name' in event ? ` ${event.name}` : '';
    const dur = event.ph === 'X' ? `+${event.dur}` : '';
    return [`${group} · ${row} ${event.ph} ${event.ts}${dur}${name}`];
  });
}

const STEP = { number: 0, id: 'a', title: 'a' };
const started = (atMs: number, attempt: number): InlineEvent => ({
  atMs,
  during: 0,
  type: 'step:start',
  step: STEP,
  attempt,
  timeoutMs: 100,
});
const ended = (atMs: number): InlineEvent => ({
  atMs,
  type: 'step:end',
  result: { ...STEP, status: 'passed', durationMs: 1, attempts: 1, checks: [] },
});
const observed = (atMs: number, name: string, payload: object, direction = 'sts-to-worker'): InlineEvent => ({
  atMs,
  type: 'observation',
  source: 'sts',
  name,
  data: { meta: { direction }, payload: { ...payload } },
});
const samples = (atMs: number, value: number): InlineEvent => ({
  atMs,
  type: 'observation',
  source: 'media-service',
  name: 'metrics',
  data: [{ name: 'worker_segments_total', labels: { type: 'audio' }, value }],
});

test('draws steps as slices within the run, and each attempt as a slice', async () => {
  const folder = await inlineRun(
    runStart('a', 'b'),
    started(1.0004, 1),
    started(2.5, 2),
    ended(3),
    {
      atMs: 3,
      type: 'step:end',
      result: { ...STEP, number: 1, status: 'not-run', durationMs: 0, attempts: 0, checks: [] },
    },
    { atMs: 5, type: 'teardown', name: 'server', durationMs: 1.5 },
    { atMs: 6, type: 'run:end', status: 'passed', durationMs: 6 },
  );
  expect(await traceOf(folder)).toEqual([
    'run · steps B 0 inline',
    'run · steps B 1000 0 a',
    'run · steps E 2500',
    'run · steps B 2500 0 a',
    'run · steps E 3000',
    'run · teardown X 3500+1500 server',
    'run · steps E 6000',
  ]);
});

test('does not let consecutive teardowns overlap after rounding', async () => {
  const folder = await inlineRun(
    runStart(),
    { atMs: 5, type: 'teardown', name: 'server', durationMs: 6 },
    { atMs: 6, type: 'teardown', name: 'client', durationMs: 1.001 },
  );
  const lines = await traceOf(folder);
  expect(lines.filter((line) => line.includes(' X '))).toEqual([
    'run · teardown X 0+5000 server',
    'run · teardown X 5000+1000 client',
  ]);
});

test('ends a killed run where its log ends', async () => {
  const sent = observed(2, 'fragment:data', { fragment_id: 'x', sequence_number: 0 });
  const lines = await traceOf(await inlineRun(runStart('a'), started(1, 1), sent));
  expect(lines.slice(-3)).toEqual([
    'run · steps E 2000',
    'run · steps E 2000',
    'fragments · sent e 2000 fragment 0',
  ]);
});

test('draws a fragment as a slice from sent to processed and as an arrow through its stages', async () => {
  const lines = await traceOf(
    await inlineRun(
      runStart(),
      observed(1, 'fragment:data', { fragment_id: 'x', sequence_number: 0 }, 'worker-to-sts'),
      observed(2, 'fragment:ack', { fragment_id: 'x', status: 'queued' }),
      observed(2, 'fragment:data', { fragment_id: 'y', sequence_number: 1 }, 'worker-to-sts'),
      observed(3, 'fragment:processed', { fragment_id: 'x', status: 'success' }),
      observed(4, 'fragment:ack', { fragment_id: 'x', status: 'applied' }, 'worker-to-sts'),
      observed(5, 'fragment:processed', { fragment_id: 'x', status: 'success' }),
      observed(6, 'fragment:processed', { fragment_id: 'y', status: 'failed' }),
      observed(7, 'fragment:processed', { nonsense: true }),
    ),
  );
  expect(lines.filter((line) => line.startsWith('fragments'))).toEqual([
    'fragments · sent X 1000+1 fragment 0',
    'fragments · sent s 1000 fragment 0',
    'fragments · sent b 1000 fragment 0',
    'fragments · acked X 2000+1 fragment 0',
    'fragments · acked t 2000 fragment 0',
    'fragments · sent n 2000 fragment 0',
    'fragments · sent X 2000+1 fragment 1',
    'fragments · sent s 2000 fragment 1',
    'fragments · sent b 2000 fragment 1',
    'fragments · processed X 3000+1 fragment 0',
    'fragments · processed f 3000 fragment 0',
    'fragments · sent e 3000 fragment 0',
    'fragments · processed X 5000+1 fragment',
    'fragments · processed X 6000+1 fragment 1',
    'fragments · processed f 6000 fragment 1',
    'fragments · sent e 6000 fragment 1',
  ]);
  expect(lines.filter((line) => line.startsWith('observed'))).toEqual([
    'observed · sts i 4000 fragment:ack',
    'observed · sts i 7000 fragment:processed',
  ]);
});

test('draws numbers in rows, only where they change', async () => {
  const progress = { mediaS: 0.5, frames: 15, state: 'continue' };
  const lines = await traceOf(
    await inlineRun(runStart(), samples(1, 3), samples(2, 3), samples(3, 4), {
      atMs: 4,
      type: 'observation',
      source: 'publisher',
      name: 'progress',
      data: progress,
    }),
  );
  expect(lines.filter((line) => / C /.test(line))).toEqual([
    'metrics of media-service · metrics C 1000 worker_segments_total{type="audio"}',
    'metrics of media-service · metrics C 3000 worker_segments_total{type="audio"}',
    'progress of publisher · progress C 4000 mediaS',
    'progress of publisher · progress C 4000 frames',
  ]);
});

test('draws logs, polls, checks and attachments as instants, in a row per source', async () => {
  const lines = await traceOf(await sampleRun('measures'));
  const instants = lines.map((line) => line.replace(/ \d+ /, ' ')).filter((line) => / i /.test(line));
  expect(instants).toEqual([
    'log · counter i counting',
    ...Array.from({ length: 3 }, () => 'run · polls i number'),
    'run · checks i number reached',
    'run · checks i delta',
    'run · attachments i numbers.json',
  ]);
});

test('includes the status of a slice and the value of a poll', async () => {
  const poll = { type: 'poll', name: 'health', attempt: 1, done: false, during: 0 } as const;
  const folder = await inlineRun(
    runStart('a'),
    started(1, 1),
    { ...poll, atMs: 1, value: 503 },
    { ...poll, atMs: 2, error: 'refused' },
    ended(3),
    { atMs: 6, type: 'run:end', status: 'failed', durationMs: 6 },
  );
  const events = readTrace(await render(folder));
  const ends = events.flatMap((event) => (event.ph === 'E' ? [event.args] : []));
  expect(ends).toMatchObject([{ status: 'passed' }, { status: 'failed' }]);
  const polls = events.flatMap((event) => (event.ph === 'i' ? [event.args] : []));
  expect(polls).toMatchObject([{ seen: '503' }, { seen: 'refused' }]);
});

test('stays valid, whatever the run contains', async () => {
  for (const run of [await sampleRun('hostile'), await sampleRun('leaks'), await sampleRun('interrupted')]) {
    await traceOf(run);
  }
  expect(await render(await sampleRun('hostile'))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
});

test.each([
  ['a slice that does not end', (text: string) => text.replace(/\n\{"ph":"E"[^\n]*,\n/, '\n')],
  ['a track without a name', (text: string) => text.replaceAll('thread_name', 'thread_sort_index')],
  ['a time that is not a number', (text: string) => text.replace(/"ts":\d+/, '"ts":"1"')],
  ['a time with a fraction', (text: string) => text.replace(/"ts":\d+/, '$&.5')],
  ['an arrow that binds to nothing', (text: string) => text.replace('"dur":1,', '"dur":0,')],
  ['an arrow without a start', (text: string) => text.replace('"ph":"s"', '"ph":"t"')],
  ['an overlapping slice that ends before it starts', (text: string) => text.replace('"ph":"b"', '"ph":"e"')],
  ['an unknown phase', (text: string) => text.replace('"ph":"i"', '"ph":"q"')],
  ['a truncated trace', (text: string) => text.slice(0, -4)],
])('rejects %s', async (_, damage) => {
  const folder = await inlineRun(
    runStart('a'),
    started(1, 1),
    { atMs: 1, type: 'log', source: 'x', level: 'info', message: 'hello' },
    observed(1, 'fragment:data', { fragment_id: 'x', sequence_number: 0 }),
    observed(2, 'fragment:processed', { fragment_id: 'x' }),
    ended(3),
    { atMs: 4, type: 'run:end', status: 'passed', durationMs: 4 },
  );
  const text = await render(folder);
  expect(readTrace(text).length).toBeGreaterThan(10);
  expect(damage(text)).not.toBe(text);
  expect(() => readTrace(damage(text))).toThrow();
});
