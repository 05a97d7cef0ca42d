import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

async function filesOfRun(): Promise<string[]> {
  return (await readdir(join(inline.runsFolder, 'last'))).sort();
}

describe('--reporter', () => {
  test('accepts lists and repetition; the console prints only if selected', async () => {
    const ended = await inline.run('scenario', 'passes', '--reporter', 'junit,ctrf', '--reporter', 'junit');
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await filesOfRun()).toEqual(['ctrf.json', 'events.ndjson', 'junit.xml', 'result.json']);
  });

  test('prints the verdict and the available report as the last line of the console', async () => {
    const ended = await inline.run('scenario', 'fails', '--reporter', 'console,github');
    const lines = inline.normalised(ended.stdout).split('\n');
    const [blank, verdict] = lines.slice(-3);
    expect(lines.find((line) => line.startsWith('::'))).toMatch(
      /^::error .*title=fails%3A step 1 fail failed::PRODUCT CHECK_FAILED%0A/,
    );
    expect([blank, verdict]).toEqual([
      '',
      'FAILED  1 passed, 1 failed, 1 not run, 1 warning  in <time>  <fails>',
    ]);
  });

  test('with --json writes nothing but the result to stdout', async () => {
    const ended = await inline.run('scenario', 'fails', '--reporter', 'github', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'failed' });
    expect(ended.stderr).toMatch(/^::error /);
  });

  test('a reporter that fails is printed and does not affect the run', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(inline.runsFolder, 'no/such/folder') };
    const args = ['scenario', 'passes', '--reporter', 'github,junit'];
    const ended = await inline.start(args, env).ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^the github report failed: Error: ENOENT/);
    expect(await filesOfRun()).toContain('junit.xml');
  });

  test.each([
    [
      ['scenario', 'passes', '--reporter', 'junt'],
      'Did you mean junit? Known: console, html, json, diagnosis, junit, ctrf',
    ],
    [['scenario', 'passes', '--reporter', 'junit,'], 'Known: console'],
    [['report', 'render', '--reporter', 'gihub'], 'Did you mean github?'],
    [['report', 'render'], "required option '--reporter <names>' not specified"],
    [['report', 'render', 'nope', '--reporter', 'junit'], "error: no run 'nope'"],
  ])('exits 2 for %j and states what to type instead', async (args, message) => {
    const ended = await inline.run(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(await readdir(inline.runsFolder)).toEqual([]);
  });
});

describe('report render', () => {
  test('renders the same report as the run', async () => {
    await inline.run('scenario', 'fails', '--reporter', 'junit,ctrf,json,perfetto');
    for (const [reporter, file] of [
      ['junit', 'junit.xml'],
      ['ctrf', 'ctrf.json'],
      ['json', 'result.json'],
      ['perfetto', 'trace.json'],
    ] as const) {
      const path = join(inline.runsFolder, 'last', file);
      const ofTheRun = await readFile(path, 'utf8');
      await rm(path);
      const rendered = await inline.run('report', 'render', 'last', '--reporter', reporter);
      expect(rendered).toEqual({ code: 0, stdout: `${path}\n`, stderr: '' });
      expect(await readFile(path, 'utf8')).toBe(ofTheRun);
      expect((await inline.run('report', 'render', '--reporter', reporter, '--output', '-')).stdout).toBe(
        ofTheRun,
      );
    }
  });

  test('prints the same console output as the run', async () => {
    const run = await inline.run('scenario', 'fails');
    const rendered = await inline.run('report', 'render', '--reporter', 'console');
    const upToVerdict = (text: string) => text.slice(0, text.lastIndexOf('FAILED'));
    expect(upToVerdict(rendered.stdout)).toBe(upToVerdict(run.stdout));
  });

  test('writes one report to a file', async () => {
    await inline.run('scenario', 'passes');
    await inline.run('report', 'render', 'last', '--reporter', 'junit', '--output', 'out.xml');
    expect(await readFile(join(inline.runsFolder, 'out.xml'), 'utf8')).toMatch(/^<\?xml/);
    for (const names of ['junit,ctrf', 'console', 'html', 'otlp']) {
      const ended = await inline.run('report', 'render', '--reporter', names, '--output', 'out');
      expect(ended.stderr).toBe(`error: --output needs one reporter that writes a file, not '${names}'\n`);
      expect(ended.code).toBe(2);
    }
    const noFolder = await inline.run(
      'report',
      'render',
      '--reporter',
      'junit',
      '--output',
      'no/such/out.xml',
    );
    expect(noFolder.code).toBe(1);
    expect(noFolder.stderr).toContain('ENOENT');
  });

  test('renders a page that contains all of its media, and prints its size', async () => {
    await inline.run('scenario', 'fails');
    const inFolder = await inline.run('report', 'render', '--reporter', 'html', '--single-file');
    const path = join(inline.runsFolder, 'last/report.html');
    expect(inFolder).toMatchObject({ code: 0, stdout: `${path}\n` });
    const sizeBytes = (await readFile(path)).length;
    const args = ['--reporter', 'html', '--single-file', '--output', '-'];
    const printed = await inline.run('report', 'render', ...args);
    expect(printed).toEqual({ code: 0, stdout: await readFile(path, 'utf8'), stderr: '' });
    expect(inFolder.stderr).toBe(`${Math.round(sizeBytes / 1000)} kB, including all media\n`);
    const elsewhere = await inline.run(
      'report',
      'render',
      '--reporter',
      'html',
      '--single-file',
      '--output',
      'x.html',
    );
    expect(elsewhere.stdout).toBe(`${join(inline.runsFolder, 'x.html')}\n`);
    expect(await readFile(join(inline.runsFolder, 'x.html'))).toEqual(await readFile(path));
    const junit = await inline.run('report', 'render', '--reporter', 'junit', '--single-file');
    expect(junit).toMatchObject({ code: 2, stdout: '' });
    expect(junit.stderr).toBe("error: --single-file needs --reporter html, not 'junit'\n");
  });

  test('exits 1 when a report fails, after rendering the others', async () => {
    await inline.run('scenario', 'passes');
    const env = { GITHUB_STEP_SUMMARY: join(inline.runsFolder, 'no/such/folder') };
    const ended = await inline.start(['report', 'render', '--reporter', 'github,junit'], env).ended;
    expect(ended).toMatchObject({ code: 1, stdout: `${join(inline.runsFolder, 'last/junit.xml')}\n` });
    expect(ended.stderr).toContain('the github report failed');
  });
});

describe('report merge', () => {
  test('combines several runs', async () => {
    await inline.run('scenario', 'passes');
    const first = await readlink(join(inline.runsFolder, 'last'));
    await inline.run('scenario', 'fails');
    const ended = await inline.run('report', 'merge', first, 'last', '--output', 'merged');
    const files = ['index.html', 'matrix.json', 'junit.xml', 'ctrf.json', 'summary.md'].map((name) =>
      join(inline.runsFolder, 'merged', name),
    );
    expect(ended).toEqual({ code: 0, stdout: `${files.join('\n')}\n`, stderr: '' });
  });

  test.each([
    [['report', 'merge', 'nope', '--output', 'merged'], "error: no run 'nope'"],
    [['report', 'merge', '--output', 'merged'], "missing required argument 'runs'"],
    [['report', 'merge', 'nope'], "required option '--output <folder>' not specified"],
  ])('exits 2 for %j and writes nothing', async (args, message) => {
    const ended = await inline.run(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(await readdir(inline.runsFolder)).toEqual([]);
  });
});
