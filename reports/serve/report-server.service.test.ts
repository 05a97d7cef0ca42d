import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody } from '../../harness/engine/event.ts';
import { type ReportServer, startReportServer } from './report-server.ts';

let root: string;
let runsFolder: string;
let server: ReportServer;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serve-'));
  runsFolder = join(root, 'runs');
  await mkdir(runsFolder);
  server = await startReportServer(runsFolder, 0);
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

const STEPS = [0, 1].map((number) => ({ number, id: `step-${number}`, title: `Step ${number}` }));
const START: EventBody = {
  type: 'run:start',
  runId: 'r-1',
  scenario: { id: 'inline', title: '<i>Written by hand</i>', tags: [] },
  environment: 'process',
  params: {},
  steps: STEPS,
  startedAt: '2026-11-22T12:00:00.000Z',
};

/** A run written by a test. */
class WrittenRun {
  readonly folder: string;
  #seq = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(id: string): Promise<WrittenRun> {
    await mkdir(join(runsFolder, id));
    const run = new WrittenRun(join(runsFolder, id));
    await run.add(START);
    return run;
  }

  async add(...events: readonly (EventBody & { readonly during?: number })[]): Promise<void> {
    const lines = events.map((event) => {
      const seq = this.#seq;
      this.#seq += 1;
      return `${JSON.stringify({ seq, atMs: seq * 1000, ...event })}\n`;
    });
    await appendFile(join(this.folder, 'events.ndjson'), lines.join(''));
  }

  async startStep(number: number): Promise<void> {
    const step = STEPS[number];
    if (step !== undefined)
      await this.add({ type: 'step:start', step, attempt: 1, timeoutMs: 1, during: number });
  }

  async end(): Promise<void> {
    await this.add({ type: 'run:end', status: 'failed', durationMs: 5000 });
  }
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(server.url + path, { headers, redirect: 'manual' });
}

describe('a file', () => {
  beforeEach(async () => {
    await mkdir(join(runsFolder, 'r-1'));
    await writeFile(join(runsFolder, 'r-1/capture.mp4'), '0123456789');
    await writeFile(join(root, 'secret.txt'), 'secret');
  });

  test('is served completely, with its content type', async () => {
    const whole = await get('/runs/r-1/capture.mp4');
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'video/mp4',
      '0123456789',
    ]);
    await writeFile(join(runsFolder, 'r-1/events.ndjson'), '');
    const log = await get('/runs/r-1/events.ndjson');
    expect([log.headers.get('content-type'), log.headers.get('x-content-type-options')]).toEqual([
      'text/plain; charset=utf-8',
      'nosniff',
    ]);
    expect(await log.text()).toBe('');
  });

  test('is served in parts, as players request it', async () => {
    const part = await get('/runs/r-1/capture.mp4', { range: 'bytes=2-4' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ]);
    const beyond = await get('/runs/r-1/capture.mp4', { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  test('outside of the folder is not found', async () => {
    await symlink(join(root, 'secret.txt'), join(runsFolder, 'r-1/link.txt'));
    await symlink(root, join(runsFolder, 'r-2'));
    for (const path of [
      '/runs/../secret.txt',
      '/runs/%2e%2e/secret.txt',
      '/runs/..%2fsecret.txt',
      '/runs/r-1/..%2f..%2fsecret.txt',
      '/runs/r-1/link.txt',
      '/runs/r-2/secret.txt',
      `/runs/${encodeURIComponent(join(root, 'secret.txt'))}`,
      '/runs/r-1/%00',
      '/runs/r-1',
      '/live/..%2f..',
      '/live/..%2f../events',
    ]) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
    }
  });

  test('is served to this machine only: another host name is rejected', async () => {
    expect(await statusOf('/runs/r-1/capture.mp4', 'evil.example')).toBe(403);
    expect(await statusOf('/', 'localhost:7357')).toBe(200);
  });
});

/** Requests the path unchanged: `fetch` would normalise it. */
function statusOf(path: string, host?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const headers = host === undefined ? {} : { host };
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('serves the final page of a run that has ended, the live page of one in progress', async () => {
  const ended = await WrittenRun.start('20261122-1');
  await ended.end();
  const killed = await WrittenRun.start('20261122-2');
  await utimes(join(killed.folder, 'events.ndjson'), 0, 0);
  for (const id of ['20261122-1', '20261122-2']) {
    const page = await get(`/runs/${id}/index.html`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('&lt;i&gt;Written by hand');
    expect((await get(`/live/${id}`)).headers.get('location')).toBe(`/runs/${id}/index.html`);
  }
  await WrittenRun.start('20261122-3');
  expect((await get('/last')).headers.get('location')).toBe('/runs/20261122-3/index.html');
  expect((await get('/runs/20261122-3/')).headers.get('location')).toBe('/runs/20261122-3/index.html');
  expect((await get('/runs/20261122-3/index.html')).headers.get('location')).toBe('/live/20261122-3');
  expect((await get('/live/20261122-3')).status).toBe(200);
  expect(await (await get('/')).text()).toContain('running now: <a href="/live/20261122-3">');
});

test('streams the events of a run up to its end', async () => {
  const run = await WrittenRun.start('r-1');
  const response = await get('/live/r-1/events');
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const messages = messagesOf(response);
  expect(await messages.next()).toMatchObject({ value: { type: 'run', scenario: 'inline', steps: STEPS } });
  await run.startStep(0);
  expect(await messages.next()).toMatchObject({ value: { type: 'step', number: 0, status: 'running' } });
  await run.add({ type: 'poll', name: 'path', attempt: 1, done: false, value: { ready: false }, during: 0 });
  expect(await messages.next()).toMatchObject({ value: { type: 'poll', text: 'path: {"ready":false}' } });
  await run.end();
  expect(await messages.next()).toMatchObject({
    value: { type: 'end', status: 'failed', duration: '5.0 s' },
  });
  expect(await messages.next()).toMatchObject({ done: true });
  // A reconnecting browser receives only the rest.
  const resumed = messagesOf(await get('/live/r-1/events', { 'last-event-id': '2' }));
  expect(await resumed.next()).toMatchObject({ value: { type: 'end' } });
});

async function* messagesOf(response: Response): AsyncGenerator<unknown> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data).message;
    }
  }
}

test('closes without waiting for connected browsers', async () => {
  await WrittenRun.start('r-1');
  const response = await get('/live/r-1/events');
  const changes = await get('/changes');
  await server.close();
  await Promise.allSettled([response.text(), changes.text()]);
  await expect(get('/')).rejects.toThrow();
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
      ],
    });
  });
  afterAll(() => browser.close());

  test('follows a run from its first step to its page', async () => {
    const run = await WrittenRun.start('r-1');
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}/live/r-1`);
    await page.locator('#step-1').waitFor();
    expect(await page.locator('#title').textContent()).toBe('<i>Written by hand</i>');
    await run.startStep(0);
    await page.locator('#step-0 .sign', { hasText: '▶' }).waitFor();
    const check = {
      id: 'words',
      title: 'words',
      status: 'failed',
      actual: '<b>2',
      limit: { min: 3 },
      unit: 'of 6',
    } as const;
    await run.add(
      { type: 'check', check, during: 0 },
      { type: 'log', source: 'sts-service', level: 'error', message: '<script>alert(1)</script>', during: 0 },
    );
    await page.locator('#step-0 .checks td', { hasText: '≥ 3 of 6' }).waitFor();
    await page.locator('#live-log tr.bad', { hasText: '<script>alert(1)</script>' }).waitFor();
    const error = { name: 'E', code: 'X', message: 'the service died', fault: 'PRODUCT' } as const;
    const result = {
      ...STEPS[0],
      number: 0,
      id: 'step-0',
      title: '',
      durationMs: 5,
      attempts: 1,
      checks: [],
      error,
    };
    await run.add({ type: 'step:end', result: { ...result, status: 'failed' }, during: 0 });
    await page.locator('#step-0.bad', { hasText: 'the service died' }).waitFor();
    await run.end();
    await page.waitForURL('**/runs/r-1/index.html');
    expect(await page.locator('header .badge').first().textContent()).toBe('failed');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('shows a run in the overview as soon as it starts', async () => {
    const page = await browser.newPage();
    const changes = page.waitForResponse('**/changes');
    await page.goto(server.url);
    await changes;
    await WrittenRun.start('r-9');
    await page.getByRole('link', { name: 'r-9' }).waitFor();
    await page.close();
  });
});
