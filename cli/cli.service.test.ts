import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTempFolder } from '../lib/testing/temp-folder.ts';
import type { Ended } from './testing/run-inline-cli.ts';
import { useInlineCli } from './testing/use-inline-cli.ts';

const inline = useInlineCli();

function run(id: string, ...options: string[]): Promise<Ended> {
  return inline.run('scenario', id, ...options);
}

function plain({ stdout }: Ended): string {
  return inline.normalised(stdout);
}

async function lastResult(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(inline.runsFolder, 'last/result.json'), 'utf8'));
}

describe('a run', () => {
  test('passes', async () => {
    const ended = await run('passes');
    expect(plain(ended)).toMatchInlineSnapshot(`
      "passes  A run that passes
      environment process · <passes>

      ✓ 0 count <time>  Counts to three
          ✓ number reached 3 (= 3)
          ✓ delta          24.063 ms (≤ 120 ms)
          · version        v1.2.3
      ✓ 1 after <time>  Comes after

      PASSED  2 passed  in <time>  <passes>/index.html
      "
    `);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect((await readdir(join(inline.runsFolder, 'last'))).sort()).toEqual([
      'events.ndjson',
      'index.html',
      'result.json',
    ]);
  });

  test('fails', async () => {
    const ended = await run('fails');
    expect(plain(ended)).toMatchInlineSnapshot(`
      "fails  A run that fails
      environment process · <fails>

      ✓ 0 count <time>  Counts to three
          ✓ number reached 3 (= 3)
          ✓ delta          24.063 ms (≤ 120 ms)
          · version        v1.2.3
      ✗ 1 fail <time>  failed
          ✗ number reached 2 (= 3)
          ? delta          not measured — no audio in the output
          log lines before the failure
       <time>  counter  warn  losing count
      ○ 2 after            not run: blocked by step 1

      pnpm scenario show <fails> --step 1  show everything about this step
      pnpm scenario fails --step 1                            after a fix, rerun up to this step

      FAILED  1 passed, 1 failed, 1 not run, 1 warning  in <time>  <fails>/index.html
      "
    `);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(await lastResult()).toMatchObject({ status: 'failed', scenario: 'fails', environment: 'process' });
  });

  test('times out', async () => {
    const ended = await run('times-out');
    expect(plain(ended)).toMatchInlineSnapshot(`
      "times-out  A run that takes too long
      environment process · <times-out>

      ✗ 0 wait <time>  timed out
          PRODUCT STEP_TIMEOUT
          step "wait" timed out after 400 ms. Last poll: "path" (1 poll; last: {"ready":false}).
      ○ 1 after            not run: blocked by step 0

      pnpm scenario show <times-out> --step 0  show everything about this step
      pnpm scenario times-out --step 0                            after a fix, rerun up to this step

      FAILED  1 timed out, 1 not run  in <time>  <times-out>/index.html
      "
    `);
    expect(ended.code).toBe(1);
  });

  test('is not started without an environment', async () => {
    const ended = await run('not-started');
    expect(plain(ended)).toMatchInlineSnapshot(`
      "not-started  A run without an environment
      environment process · <not-started>

      ✗ 0 environment-setup <time>  failed
          ENVIRONMENT PORT_TAKEN
          port 1935 is taken by mediamtx (pid 42)
      ○ 1 after                        not run: blocked by step 0

      pnpm scenario show <not-started> --step 0  show everything about this step

      NOT STARTED  1 failed, 1 not run  in <time>  <not-started>/index.html
      "
    `);
    expect(ended.code).toBe(3);
  });

  test('cleans up and writes reports when the harness crashes', async () => {
    const ended = await run('crashes');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('HARNESS HARNESS_CRASH');
    expect(ended.stdout).toContain('TypeError: uncaught');
    expect(await lastResult()).toMatchObject({
      status: 'failed',
      error: { code: 'HARNESS_CRASH', fault: 'HARNESS', cause: { name: 'TypeError' } },
    });
    expect(await readFile(join(inline.runsFolder, 'last/events.ndjson'), 'utf8')).toContain(
      'stopped cleanly',
    );
  });

  test('prints warnings of the harness', async () => {
    const ended = await run('keeps');
    expect(plain(ended)).toMatchInlineSnapshot(`
      "keeps  A run that leaves a process behind on purpose
      environment process · <keeps>

      ✓ 0 keep <time>  Leaves a process running
       <time>  harness  warn  left running; stop it with: kill 42

      PASSED  1 passed  in <time>  <keeps>/index.html
      "
    `);
    expect(ended.code).toBe(0);
  });

  test('prints polls and log lines with -v', async () => {
    const { stdout } = await run('fails', '-v');
    expect(inline.normalised(stdout)).toMatchInlineSnapshot(`
      "fails  A run that fails
      environment process · <fails>

       <time>  counter  info  counting
       <time>  number  poll 1  1
       <time>  number  poll 2  2
       <time>  number  poll 3  3 ✓
      ✓ 0 count <time>  Counts to three
          ✓ number reached 3 (= 3)
          ✓ delta          24.063 ms (≤ 120 ms) — documented limit
          · version        v1.2.3
       <time>  counter  warn  losing count
      ✗ 1 fail <time>  failed
          ✗ number reached 2 (= 3)
          ? delta          not measured — no audio in the output
      ○ 2 after            not run: blocked by step 1

      pnpm scenario show <fails> --step 1  show everything about this step
      pnpm scenario fails --step 1                            after a fix, rerun up to this step

      FAILED  1 passed, 1 failed, 1 not run, 1 warning  in <time>  <fails>/index.html
      "
    `);
  });

  test('prints only JSON to stdout with --json', async () => {
    const ended = await run('fails', '--json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toEqual(await lastResult());
    expect(ended.stderr).toContain('FAILED  1 passed, 1 failed, 1 not run');
  });

  test('passes the options to the scenario', async () => {
    await run(
      'passes',
      '--ports',
      'documented',
      '--stream',
      'demo_1',
      '--sts',
      'echo',
      '--publish',
      'rtsp',
      '--keep-env',
    );
    expect(await lastResult()).toMatchObject({
      params: {
        environment: 'process',
        ports: 'documented',
        streamId: 'demo_1',
        sts: 'echo',
        publish: 'rtsp',
        keepEnvironment: 'always',
      },
    });
  });

  test('runs in parallel with another process; `last` names one of them', async () => {
    const ended = await Promise.all([run('passes'), run('passes')]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const entries = (await readdir(inline.runsFolder)).filter((name) => !name.startsWith('.'));
    expect(entries).toHaveLength(3);
    expect(entries).toContain(await readlink(join(inline.runsFolder, 'last')));
  });
});

describe('an interruption', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s cleans up and writes reports',
    async (signal) => {
      const started = inline.start(['scenario', 'lingers', '-v']);
      await started.waitFor('started');
      started.process.kill(signal);
      const ended = await started.ended;
      expect(ended.code).toBe(130);
      expect(inline.normalised(ended.stdout.slice(ended.stdout.indexOf(signal)))).toBe(
        [
          `${signal}: cleaning up. Repeat to exit at once.`,
          '■ 0 linger <time>  interrupted',
          `○ 1 after             not run: the run was interrupted by ${signal}`,
          ' <time>  server  info  stopped cleanly',
          '',
          'INTERRUPTED  1 interrupted, 1 not run  in <time>  <lingers>/index.html',
          '',
        ].join('\n'),
      );
      expect(await lastResult()).toMatchObject({ status: 'interrupted', error: { data: { by: signal } } });
      expect(await readdir(join(inline.runsFolder, 'last'))).toContain('index.html');
    },
  );

  test.each([
    ['late-signal', 130, 'SIGINT: cleaning up'],
    ['late-crash', 1, 'uncaught error in the harness: TypeError: uncaught'],
  ] as const)('%s: exits %i after the last step too, with reports', async (scenario, code, message) => {
    const ended = await run(scenario);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain(message);
    expect(await lastResult()).toMatchObject({ status: 'passed' });
    expect(await readdir(join(inline.runsFolder, 'last'))).toContain('index.html');
  });

  test('a second signal exits at once, but not a copy of the same key press', async () => {
    const started = inline.start(['scenario', 'clings']);
    await started.waitFor('A run that is slow to clean up');
    started.process.kill('SIGINT');
    await started.waitFor('Repeat to exit at once');
    started.process.kill('SIGINT');
    await started.waitFor('0 cling');
    expect(started.process.exitCode).toBeNull();
    // Longer than the copies of one key press are apart.
    await new Promise((resolve) => setTimeout(resolve, 500));
    started.process.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stdout).toContain('second SIGINT: exiting at once.');
  });

  test('reports can be rendered for a killed run', async () => {
    const started = inline.start(['scenario', 'lingers', '-v']);
    await started.waitFor('started');
    started.process.kill('SIGKILL');
    await started.ended;
    expect(await readdir(join(inline.runsFolder, 'last'))).toEqual(['events.ndjson']);
    const report = await inline.run('report');
    expect(report).toMatchObject({ code: 0, stdout: `${join(inline.runsFolder, 'last/index.html')}\n` });
    expect(await lastResult()).toMatchObject({
      status: 'interrupted',
      error: { code: 'RUN_KILLED' },
      steps: [
        { id: 'linger', status: 'interrupted' },
        { id: 'after', status: 'not-run' },
      ],
    });
    expect(await readFile(join(inline.runsFolder, 'last/index.html'), 'utf8')).toContain(
      'the harness was killed',
    );
  });
});

describe('usage', () => {
  test.each([
    [['scenario', 'pases'], "error: unknown scenario 'pases'. Did you mean passes? Known: passes, fails,"],
    [['scenario', 'zzzz'], "error: unknown scenario 'zzzz'. Known: passes,"],
    [['scenario'], 'error: name a scenario or a tag. Known: passes, fails,'],
    [['scenario', 'tesst'], "error: unknown scenario 'tesst'. Did you mean @test?"],
    [['scenario', '--grep', '@fien'], "error: unknown tag '@fien'. Did you mean @fine? Known: @test, @fine."],
    [['scenario', '--grep', 'zzzz'], "error: no scenario matches --grep 'zzzz'. Known: passes,"],
    [['scenario', '--grep', '('], 'error: --grep expects a regular expression'],
    [['scenario', 'passes', 'fals'], "error: unknown scenario 'fals'. Did you mean fails?"],
    [['scenario', 'passes', '--pots', 'auto'], "error: unknown option '--pots'\n(Did you mean --ports?)"],
    [['scenario', 'passes', '--env', 'proces'], 'Did you mean process? Known: process, '],
    [['scenario', 'passes', '--env', 'docker'], "argument 'docker' is invalid. Known: process, "],
    [['scenario', 'passes', '--ports', 'documentd'], 'Did you mean documented? Known: auto, documented.'],
    [['scenario', 'passes', '--sts', 'ecco'], 'Did you mean echo? Known: real, echo.'],
    [['scenario', 'passes', '--publish', 'rtp'], 'Did you mean rtmp? Known: rtmp, rtsp.'],
    [['scenario', 'passes', '--stream', 'a b'], 'letters, digits, "_" and "-" only'],
    [['scenario', 'passes', '--fixture'], "error: option '--fixture <clip>' argument missing"],
    [['scenari', 'passes'], "error: unknown command 'scenari'\n(Did you mean scenario?)"],
    [['report', 'nope'], "error: no run 'nope'"],
    [['report', 'last', '--overview'], "leave out 'last' or --overview"],
    [['scenario', 'stop', 'last', '--all'], "leave out 'last' or --all"],
    [['scenario', 'list', '--sts', 'echo'], '--sts of `scenario list` needs --matrix'],
    [['scenario', 'list', '--json', '--matrix'], "option '--matrix' cannot be used with option '--json'"],
    [['scenario', 'passes', '--config', 'x.ts'], 'add --env attach, or leave out --config'],
    [['scenario', 'passes', '--otlp-endpoint', 'http://x'], '--otlp-endpoint needs --reporter otlp'],
    [['scenario', '--last-failed', '--sts', 'echo'], '--last-failed repeats the last choice of --sts'],
    [[], 'Usage: dubstep'],
  ])('exits 2 for %j and states what to type instead', async (args, message) => {
    const ended = await inline.run(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(await readdir(inline.runsFolder)).toEqual([]);
  });

  test('runs several scenarios in sequence and compares them', async () => {
    await using folder = await createTempFolder();
    const config = join(folder.path, 'dubstep.config.ts');
    await writeFile(config, 'export default {};\n');
    const ended = await run('passes', 'fails', '--env', 'process,attach', '--config', config);
    expect(ended.code).toBe(1);
    const lines = ended.stdout.trimEnd().split('\n');
    expect(lines.slice(-6)).toEqual([
      expect.stringMatching(/^✓ passes · process +\d of \d steps {2}[\d.]+ m?s$/),
      expect.stringMatching(/^✓ passes · attach +\d of \d steps {2}[\d.]+ m?s$/),
      expect.stringMatching(/^✗ fails · process +\d of \d steps {2}[\d.]+ m?s {2}step \d \S+: failed$/),
      expect.stringMatching(/^✗ fails · attach +\d of \d steps {2}[\d.]+ m?s {2}step \d \S+: failed$/),
      '',
      expect.stringMatching(/^FAILED {2}2 passed, 2 failed {2}\S+-matrix-\w+\/index\.html$/),
    ]);
  });

  test('rejects an invalid configuration before the first run', async () => {
    const { code, stdout, stderr } = await run('passes', '--env', 'process,attach', '--config', 'none.ts');
    expect(code).toBe(3);
    expect(stdout).not.toContain('PASSED');
    expect(stderr).toContain('none.ts is not a valid configuration: the file does not exist');
  });

  test('lists the scenarios as text and as JSON', async () => {
    const { code, stdout } = await inline.run('scenario', 'list');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe('passes       A run that passes  @test  @fine');
    expect(stdout).toContain('\nTags (a tag runs all of its scenarios):\n@test  all of these\n@fine  pass\n');
    const matrix = await inline.run('scenario', 'list', '@fine', '--grep', 'behind', '--matrix');
    expect(JSON.parse(matrix.stdout)).toEqual({
      include: [{ scenario: 'keeps', env: 'process', sts: 'real', publish: 'rtmp' }],
    });
    const json = await inline.run('scenario', 'list', '--json');
    expect(JSON.parse(json.stdout)[0]).toEqual({
      id: 'passes',
      title: 'A run that passes',
      tags: ['test', 'fine'],
    });
  });

  test('--help exits 0', async () => {
    expect(await inline.run('scenario', '--help')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('on a terminal', () => {
  test('shows a live line for the running step, and removes it at the end', async () => {
    const { code, stdout } = await inline.startOnTerminal(['scenario', 'passes']).ended;
    expect(code).toBe(0);
    const esc = '\u001b';
    // Redrawn with the result of the last poll, and erased before other output.
    expect(stdout).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] 0 count +0\.\d s .*number: 1/);
    expect(stdout).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] 0 count +0\.\d s .*number: 2/);
    expect(stdout).toContain(`${esc}[32m✓${esc}[39m 0`);
    const drawn = stdout.split('\n').map((line) => line.slice(line.lastIndexOf(`${esc}[2K`) + 1));
    expect(drawn.filter((line) => /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/.test(line))).toEqual([]);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('with %j prints plain lines', async (env) => {
    const terminal = await inline.startOnTerminal(['scenario', 'fails'], env).ended;
    const pipe = await run('fails');
    expect(inline.normalised(terminal.stdout.replaceAll('\r\n', '\n'))).toBe(plain(pipe));
  });

  test('Ctrl-C ends the run cleanly', async () => {
    const started = inline.startOnTerminal(['scenario', 'lingers']);
    await started.waitFor('0 linger');
    started.process.stdin?.write('\u0003');
    const ended = await started.ended;
    expect(ended.stdout).toContain('INTERRUPTED');
  });
});

test('a closed pipe does not stop the run', async () => {
  const started = inline.start(['scenario', 'passes', '-v']);
  await started.waitFor('counting');
  started.process.stdout?.destroy();
  await started.ended;
  expect(started.process.exitCode).toBe(0);
  expect(await lastResult()).toMatchObject({ status: 'passed' });
});

test('the page escapes external text', async () => {
  const ended = await run('hostile');
  expect(ended.code).toBe(1);
  const page = await readFile(join(inline.runsFolder, 'last/index.html'), 'utf8');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/<(img|b|i|u|s|em|strong)[ >]/);
  for (const number of [0, 1, 3, 4, 6]) expect(page).toContain(`alert(${number})`);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});
