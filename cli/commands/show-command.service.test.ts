import { appendFile, mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** The normalised output of `scenario show`. */
async function shown(...args: string[]): Promise<string> {
  return inline.normalised(await printed(...args));
}

/** The exact output of `scenario show`. */
async function printed(...args: string[]): Promise<string> {
  const ended = await inline.run('scenario', 'show', ...args);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return ended.stdout;
}

/** Writes a run folder with the given events. */
async function writeRun(id: string, ...events: readonly object[]): Promise<void> {
  const start = {
    type: 'run:start',
    runId: id,
    scenario: { id: 'inline', title: 'Written by hand', tags: [] },
    environment: 'process',
    params: {},
    steps: [0, 1].map((number) => ({ number, id: `step-${number}`, title: `Step ${number}` })),
    startedAt: '2026-11-22T12:00:00.000Z',
  };
  await mkdir(join(inline.runsFolder, id));
  const lines = [start, ...events].map((event, seq) => JSON.stringify({ seq, atMs: seq * 100, ...event }));
  await writeFile(join(inline.runsFolder, id, 'events.ndjson'), `${lines.join('\n')}\n`);
}

test('prints the console output of the run', async () => {
  const ran = await inline.run('scenario', 'fails');
  const id = await readlink(join(inline.runsFolder, 'last'));
  for (const run of ['last', id, id.slice(0, 15), join(inline.runsFolder, id)]) {
    expect(await shown(run)).toBe(inline.normalised(ran.stdout));
  }
});

test('shows a step in full', async () => {
  await inline.run('scenario', 'fails');
  expect(await shown('--step', '0')).toMatchInlineSnapshot(`
    "✓ 0 count <time>  Counts to three

    checks
        ✓ number reached 3 (= 3)
        ✓ delta          24.063 ms (≤ 120 ms) — documented limit
        · version        v1.2.3

    polls
        number  3 polls, <time> to <time>
            from <time>  1
            from <time>  2
            from <time>  3

    logs
        counter (1)

    next
        pnpm scenario fails --step 0  after a fix, rerun up to this step
    "
  `);
  expect(await shown('last', '--step', 'fail')).toMatchInlineSnapshot(`
    "✗ 1 fail <time>  failed
        Finds too little

    checks
        ✗ number reached 2 (= 3)
        ? delta          not measured — no audio in the output

    logs
        counter (2)

    next
        pnpm scenario fails --step 1  after a fix, rerun up to this step
    "
  `);
});

test('shows the error of a step with its data and its stack', async () => {
  await inline.run('scenario', 'times-out');
  const text = await shown('--step', '0');
  expect(text).toContain('    PRODUCT STEP_TIMEOUT\n    step "wait" timed out after 400 ms.');
  expect(text).toContain('"timeoutMs": 400');
  expect(text).toMatch(/\n {4}at /);
  expect(text).toContain('path  1 poll');
});

describe('logs and events', () => {
  beforeEach(async () => {
    const audio = 'A'.repeat(5000);
    const observation = (name: string, data: object, during: number): object => ({
      type: 'observation',
      source: 'sts',
      name,
      data,
      during,
    });
    const log = (source: string, message: string, during: number): object => ({
      type: 'log',
      source,
      level: 'debug',
      message,
      data: { n: during },
      during,
    });
    await writeRun(
      '20261122-120000-inline-0001',
      log('sts-service', 'listening', 0),
      log('mediamtx', 'ready\u001b[2J', 0),
      observation('fragment:data', { sequence: 0, audio }, 1),
      log('sts-service', 'dubbed', 1),
      observation('fragment:processed', { sequence: 0 }, 1),
    );
  });

  test('prints the log lines of a source that is named by a prefix', async () => {
    expect(await printed('2026', '--logs', 'sts')).toBe(
      [
        '   0.100 s  sts-service  debug  listening  {"n":0}',
        '   0.400 s  sts-service  debug  dubbed  {"n":1}',
        '',
      ].join('\n'),
    );
    expect(await printed('2026', '--logs', 'sts,media', '--step', '0')).toBe(
      [
        '   0.100 s  sts-service  debug  listening  {"n":0}',
        '   0.200 s  mediamtx  debug  ready  {"n":0}',
        '',
      ].join('\n'),
    );
  });

  test('prints what leads up to a step before its own lines', async () => {
    expect(await printed('2026', '--logs', 'sts,media', '--step', '1')).toBe(
      [
        'mediamtx: 0 lines in step 1; 1 line before it (step 0)',
        'before step 1',
        '   0.100 s  sts-service  debug  listening  {"n":0}',
        '   0.200 s  mediamtx  debug  ready  {"n":0}',
        'during step 1',
        '   0.400 s  sts-service  debug  dubbed  {"n":1}',
        '',
      ].join('\n'),
    );
  });

  test('states where the lines and events are that a step does not have', async () => {
    const far = (during: number | undefined, atMs: number, type = 'log'): object => ({
      ...{ type, source: 'mediamtx', level: 'debug', message: 'far', name: 'path', data: {} },
      ...{ atMs, ...(during !== undefined && { during }) },
    });
    const sts = { ...far(1, 20_000), source: 'sts-service', message: 'own' };
    const early = [far(undefined, 0), far(0, 10), far(0, 20), far(0, 25, 'observation')];
    await writeRun('20261123-120000-inline-0001', ...early, sts, far(2, 40_000), far(4, 50_000));
    expect(await printed('20261123', '--logs', 'media,sts', '--events', 'path', '--step', '1')).toBe(
      [
        'mediamtx: 0 lines in step 1; 3 lines before it (step 0), 2 lines after it (steps 2, 4)',
        'path: 0 events in step 1; 1 event before it (step 0)',
        '  20.000 s  sts-service  debug  own  {}',
        '',
      ].join('\n'),
    );
    expect(await printed('20261122', '--events', 'fragment:data', '--step', '0')).toBe(
      'fragment:data: 0 events in step 0; 1 event after it (step 1)\n',
    );
  });

  test('prints events with their data, without audio, between log lines', async () => {
    expect(
      await printed('2026', '--events', 'fragment:data,fragment:processed', '--logs', 'sts-service'),
    ).toBe(
      [
        '   0.100 s  sts-service  debug  listening  {"n":0}',
        '   0.300 s  sts  fragment:data',
        '            {',
        '              "sequence": 0,',
        '              "audio": "(5000 characters)"',
        '            }',
        '   0.400 s  sts-service  debug  dubbed  {"n":1}',
        '   0.500 s  sts  fragment:processed',
        '            {',
        '              "sequence": 0',
        '            }',
        '',
      ].join('\n'),
    );
  });

  test('exits 2 for an unknown source, event or step, and lists the known ones', async () => {
    for (const [args, message] of [
      [['--logs', ','], '--logs needs at least one name'],
      [
        ['--logs', 'stz'],
        "unknown log source 'stz'. Did you mean sts-service? Known: sts-service, mediamtx.",
      ],
      [
        ['--events', 'fragment:procesed'],
        "no event 'fragment:procesed' was observed. Did you mean fragment:processed?",
      ],
      [['--step', '2'], "no step '2'. Known: 0 step-0, 1 step-1."],
      [['--step', 'stp-1'], "no step 'stp-1'. Did you mean step-1? Known: 0 step-0, 1 step-1."],
    ] as const) {
      const ended = await inline.run('scenario', 'show', '2026', ...args);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain(`error: ${message}`);
    }
  });
});

test('shows a killed run as interrupted', async () => {
  const step = { number: 0, id: 'step-0', title: 'Step 0' };
  await writeRun('killed', { type: 'step:start', step, attempt: 1, timeoutMs: 1000, during: 0 });
  await appendFile(join(inline.runsFolder, 'killed/events.ndjson'), '{"cut o');
  expect(await shown('killed')).toMatchInlineSnapshot(`
    "inline  Written by hand
    environment process · killed

    ■ 0 step-0 <time>  interrupted
    ○ 1 step-1            not run: the run had ended
    the event log has no end of the run: the harness was killed, or the run is still in progress

    INTERRUPTED  1 interrupted, 1 not run  in <time>  killed
    "
  `);
});

test('exits 2 for an ambiguous or unknown run, and lists candidates', async () => {
  await writeRun('20261122-120000-inline-0001');
  await writeRun('20261122-120000-inline-0002');
  const several = await inline.run('scenario', 'show', '20261122-12');
  expect(several).toMatchObject({ code: 2, stdout: '' });
  expect(several.stderr).toBe(
    "error: 2 runs start with '20261122-12': 20261122-120000-inline-0002, 20261122-120000-inline-0001\n",
  );
  const none = await inline.run('scenario', 'show', '20261123');
  expect(none.stderr).toContain('Did you mean 20261122-120000-inline-0002?');
  expect((await readdir(inline.runsFolder)).sort()).toEqual([
    '20261122-120000-inline-0001',
    '20261122-120000-inline-0002',
  ]);
});
