import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listeningAddresses } from '../../lib/testing/listening-addresses.ts';
import { startCli } from '../testing/run-inline-cli.ts';

let root: string;
let runsFolder: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cli-')));
  runsFolder = join(root, 'runs');
  await mkdir(runsFolder);
});
afterEach(() => rm(root, { recursive: true }));

/** A display, and a browser that records the page it opens. */
async function withDisplay(): Promise<{ env: NodeJS.ProcessEnv; shown(): Promise<string> }> {
  const file = join(root, 'shown');
  await writeFile(
    join(root, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" >'${file}.part' && mv '${file}.part' '${file}'\n`,
  );
  await chmod(join(root, 'xdg-open'), 0o755);
  const shown = () =>
    expect
      .poll(() => readFile(file, 'utf8').catch(() => ''))
      .not.toBe('')
      .then(() => readFile(file, 'utf8'));
  return { env: { DISPLAY: ':9', PATH: `${root}:${process.env.PATH}` }, shown };
}

describe('report', () => {
  test('opens the page of a run or of all runs', async () => {
    await startCli(['scenario', 'passes'], runsFolder).ended;
    const { env, shown } = await withDisplay();
    const page = join(runsFolder, 'last/index.html');
    expect(await startCli(['report'], runsFolder, env).ended).toEqual({
      code: 0,
      stdout: `${page}\n`,
      stderr: '',
    });
    expect(await shown()).toBe(page);
    await rm(join(root, 'shown'));
    const overview = join(root, 'index.html');
    const all = await startCli(['report', '--overview'], runsFolder, env).ended;
    expect(all).toEqual({ code: 0, stdout: `${overview}\n`, stderr: '' });
    expect(await shown()).toBe(overview);
    expect(await readFile(overview, 'utf8')).toContain('1 of 1 passed');
  });

  test('prints the path of the page without a display, in CI, or without a browser', async () => {
    await startCli(['scenario', 'passes'], runsFolder).ended;
    const { env } = await withDisplay();
    const printed = { code: 0, stdout: `${join(runsFolder, 'last/index.html')}\n`, stderr: '' };
    expect(await startCli(['report'], runsFolder, { ...env, CI: 'true' }).ended).toEqual(printed);
    expect(await startCli(['report'], runsFolder, { ...env, DISPLAY: '' }).ended).toEqual(printed);
    expect(await startCli(['report'], runsFolder, { DISPLAY: ':9', PATH: '' }).ended).toEqual(printed);
    await expect(readFile(join(root, 'shown'))).rejects.toThrow('ENOENT');
  });
});

describe('report serve', () => {
  test('serves the reports until SIGINT, and shows a run live', async () => {
    const { env, shown } = await withDisplay();
    const serving = startCli(['report', 'serve', '--port', '0'], runsFolder, env);
    await serving.waitFor('\n');
    const url = serving.stdout().trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await listeningAddresses(serving.process.pid ?? 0)).toEqual(['127.0.0.1']);
    expect(await shown()).toBe(url);

    const running = startCli(['scenario', 'lingers', '-v'], runsFolder);
    await running.waitFor('started');
    expect((await fetch(`${url}/last`)).url).toMatch(/\/live\/\d{8}-\d{6}-lingers-\w{4}$/);
    const events = fetch(`${url}/live/last/events`).then((response) => response.text());
    running.process.kill('SIGINT');
    expect(await events).toContain('"type":"end","status":"interrupted"');
    await running.ended;
    expect(await (await fetch(`${url}/last`)).text()).toContain('interrupted');

    serving.process.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('exits 2 for an occupied or invalid port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const taken = await startCli(['report', 'serve', '--port', port], runsFolder).ended;
    other.close();
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(taken.stderr).toContain(`error: port ${port} is in use; select another one with --port`);
    const none = await startCli(['report', 'serve', '--port', '99999'], runsFolder).ended;
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('Expected a port from 0 to 65535.');
  });
});
