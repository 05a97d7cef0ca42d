import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { renderHtml } from './render-html.ts';
import { type SyntheticRun, writeSyntheticRun } from './testing/synthetic-run.ts';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...[
    '--disable-background-networking',
    '--disable-component-update',
    '--autoplay-policy=no-user-gesture-required',
  ],
];

let browser: Browser;
let root: string;
/** Errors and requests outside of the run folder, which no page may cause. */
let complaints: string[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'report-page-'));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: FLAGS,
  });
});
afterAll(async () => {
  await browser.close();
  await rm(root, { recursive: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints).toEqual([]);
});

async function folderOf(run: SyntheticRun): Promise<string> {
  const folder = await mkdtemp(join(root, 'run-'));
  await writeSyntheticRun(folder, run);
  return folder;
}

async function open(file: string, viewport = { width: 1280, height: 900 }): Promise<Page> {
  complaints = [];
  const page = await browser.newPage({ viewport });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function openRun(run: SyntheticRun, viewport?: { width: number; height: number }): Promise<Page> {
  return await open((await renderHtml(await folderOf(run))).file, viewport);
}

/** Scrolls through the whole log. Returns the sorted durations of all frames. */
const SCROLL_THROUGH = `(async () => {
  const view = document.getElementById('log-view');
  const gapsMs = [];
  let last = performance.now();
  for (let at = 1; at <= 30; at += 1) {
    view.scrollTop = (view.scrollHeight * at) / 30;
    await new Promise(requestAnimationFrame);
    gapsMs.push(performance.now() - last);
    last = performance.now();
  }
  return gapsMs.sort((a, b) => a - b);
})()`;

const PASSED: SyntheticRun = { fragments: 3, segmentS: 2, media: true };
const FAILED: SyntheticRun = { fragments: 1, segmentS: 2, fails: true, logLines: 50 };

test('shows one tab at a time, by mouse and by keyboard', async () => {
  const page = await openRun(PASSED);
  const tabs = page.getByRole('tab');
  expect(await tabs.allInnerTexts()).toEqual([
    'Steps 7',
    'Flow',
    'Fragments 3',
    'Output',
    'Metrics',
    expect.stringMatching(/^Logs \d+$/),
  ]);
  await tabs.first().focus();
  for (const id of ['flow', 'fragments', 'output', 'metrics', 'logs', 'steps']) {
    await page.keyboard.press('ArrowRight');
    expect(
      await page.locator('[role=tabpanel]:visible').evaluateAll((panels) => panels.map((panel) => panel.id)),
    ).toEqual([id]);
    expect(await page.evaluate('document.activeElement.id')).toBe(`tab-${id}`);
    expect(await page.locator(`#tab-${id}`).getAttribute('aria-selected')).toBe('true');
  }
  await page.locator('#tab-flow').click();
  expect(await page.locator('#flow .segment').count()).toBe(3);
  expect(await page.locator('#flow .segment rect.aired').count()).toBe(3);
  await page.locator('#flow .segment a').nth(2).click();
  expect(await page.locator('#fragment-f-2').isVisible()).toBe(true);
});

test('plays audio and video, one audio file at a time', async () => {
  const page = await openRun(PASSED);
  await page.locator('#tab-fragments').click();
  const buttons = page.locator('#fragment-f-1 .play');
  expect(await buttons.count()).toBe(2);
  expect(await page.locator('#fragment-f-1 .peaks path').count()).toBe(2);
  await buttons.nth(0).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => buttons.nth(0).getAttribute('aria-pressed')).toBe('true');
  await buttons.nth(1).click();
  await expect.poll(() => buttons.nth(1).getAttribute('aria-pressed')).toBe('true');
  expect(await buttons.nth(0).getAttribute('aria-pressed')).toBe('false');
  const cursor = page.locator('#fragment-f-1 .audio').nth(1).locator('.cursor');
  await expect
    .poll(() =>
      cursor.evaluate((element) =>
        Number.parseFloat((element as unknown as { style: { left: string } }).style.left),
      ),
    )
    .toBeGreaterThan(3);

  await page.locator('#tab-output').click();
  const playedS = () =>
    page.locator('video').evaluate((video) => (video as unknown as { currentTime: number }).currentTime);
  await page.locator('video').evaluate((video) => (video as unknown as { play(): Promise<void> }).play());
  await expect.poll(playedS).toBeGreaterThan(0.2);
});

test('plays audio and video in a self-contained page', async () => {
  const folder = await folderOf(PASSED);
  const { file, sizeBytes } = await renderHtml(folder, { singleFile: join(root, 'mailed.html') });
  const text = await readFile(file);
  expect(sizeBytes).toBe(text.length);
  await rm(join(folder, 'attachments'), { recursive: true });
  await rm(join(folder, 'capture.mp4'));
  const page = await open(file);
  await page.locator('#tab-fragments').click();
  await page.locator('.play').first().click();
  await expect.poll(() => page.locator('.play').first().getAttribute('aria-pressed')).toBe('true');
  await page.locator('#tab-output').click();
  const durationS = () =>
    page.locator('video').evaluate((video) => (video as unknown as { duration: number }).duration);
  await expect.poll(durationS).toBeGreaterThan(1.5);
});

test('opens a failed run at the failed step, with expected and measured values, last polls and logs', async () => {
  const page = await openRun(FAILED);
  const step = page.locator('#step-3');
  expect(
    await step.locator('h3').evaluate((heading) => {
      const { top } = heading.getBoundingClientRect();
      return top >= 0 && top < 900;
    }),
  ).toBe(true);
  expect(await step.locator('> details').getAttribute('open')).not.toBeNull();
  expect(await page.locator('.step > details[open]').count()).toBe(1);
  expect(await step.locator('.error .message').first().textContent()).toBe('the service died');
  expect(await step.locator('.expectations').textContent()).toMatch(
    /fragments processed\s*expected\s*≥ 5\s*measured\s*1/,
  );
  expect(await step.locator('.last-states').textContent()).toMatch(/fragment:processed\s*1\s*since/);
  expect(await step.locator('.nearby summary').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('mediamtx'), expect.stringContaining('media-service')]),
  );
  expect(await step.locator('.causes').count()).toBe(0);
  expect(await step.locator('.commands code').allInnerTexts()).toEqual(['pnpm scenario synthetic --step 3']);
});

test('shows untrusted text as text', async () => {
  const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`;
  const page = await openRun({ ...PASSED, transcript: hostile });
  await page.locator('#tab-fragments').click();
  expect(await page.locator('#fragment-f-0 .texts dd').first().textContent()).toBe(hostile);
  await page.locator('#tab-logs').click();
  await page.getByRole('searchbox').fill('onerror');
  expect(await page.locator('.log-row').first().textContent()).toContain('<img src=x onerror=alert(2)>');
  expect(await page.locator('img').count()).toBe(0);
});

test('searches and filters the log by source, level and step, and navigates it by keyboard', async () => {
  const page = await openRun({ ...PASSED, logLines: 1000 });
  await page.locator('#tab-logs').click();
  const count = () => page.locator('#log-count').textContent();
  await page.getByRole('searchbox').fill('LINE 77');
  expect(await count()).toMatch(/^11 of /);
  expect(await page.locator('.log-row .text').allInnerTexts()).toContain('line 770');
  await page.getByLabel('media-service').uncheck();
  expect(await count()).toMatch(/^6 of /);
  await page.locator('select[name=level]').selectOption('warnings and errors');
  expect(await count()).toMatch(/^0 of /);
  await page.getByRole('searchbox').fill('');
  expect(await count()).toMatch(/^10 of /);
  await page.locator('select[name=step]').selectOption('0 setup');
  expect(await count()).toMatch(/^0 of /);
  await page.locator('select[name=step]').selectOption('3 fragments');
  await page.locator('#log-view').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('#log-detail').textContent()).toContain('line 199');
  const active = await page.locator('#log-view').getAttribute('aria-activedescendant');
  expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
});

test('opens the log from a link to it, or to the rows of a step', async () => {
  const { file } = await renderHtml(await folderOf(PASSED));
  const page = await open(file);
  expect(await page.locator('.log-row').count()).toBe(0);
  await page.goto(`${pathToFileURL(file).href}#logs`);
  await page.reload();
  expect(await page.locator('.log-row').first().textContent()).toContain('start synthetic');
  await page.goto(pathToFileURL(file).href);
  await page.reload();
  await page.locator('#step-3 summary', { hasText: 'Logs during step' }).click();
  await page.locator('#step-3 [data-log-step]').click();
  expect(await page.locator('select[name=step]').inputValue()).toBe('3');
  expect(await page.locator('.log-row').first().textContent()).toContain('start 3 Step fragments');
});

test('fits the screen of a phone in every tab', async () => {
  for (const run of [PASSED, FAILED]) {
    const page = await openRun(run, { width: 360, height: 740 });
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([await tab.textContent(), overflow]).toEqual([await tab.textContent(), 0]);
    }
  }
});

test('opens a run of half an hour in under 2 s and draws only the visible rows of 100,000', async () => {
  const { file, sizeBytes } = await renderHtml(
    await folderOf({ fragments: 300, segmentS: 6, logLines: 100_000 }),
  );
  expect(sizeBytes).toBeLessThan(20_000_000);
  const page = await open(file);
  const openedMs = await page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd");
  expect(openedMs).toBeGreaterThan(0);
  expect(openedMs).toBeLessThan(2000);
  await page.locator('#tab-fragments').click();
  expect(await page.locator('.fragment').count()).toBe(300);
  await page.locator('#tab-logs').click();
  const gapsMs = await page.evaluate<number[]>(SCROLL_THROUGH);
  expect(gapsMs).toHaveLength(30);
  // Generous, as tests run in parallel and without a GPU. Drawing all rows would take seconds per frame.
  expect(gapsMs[15]).toBeLessThan(150);
  expect(await page.locator('.log-row').count()).toBeLessThan(100);
});
