/**
 * Measures the page of a long run in Chromium. `pnpm bench:report [run folder]` lengthens a real run (by default the
 * newest of full-pipeline) to half an hour with 300 fragments, writes its page, and measures the time to open it, to
 * show each tab, and to draw each frame while a tab is scrolled from top to bottom.
 */
import { glob, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { renderHtml } from './render-html.ts';
import { stretchRun } from './testing/stretch-run.ts';

const RUNS = join(import.meta.dirname, '../runs');
const FRAGMENTS = 300;
const FRAGMENTS_OF_A_RUN = 5;
const TABS = ['steps', 'flow', 'fragments', 'output', 'metrics', 'logs'];

const source = process.argv[2] ?? (await newestRun());
const folder = await mkdtemp(join(tmpdir(), 'bench-page-'));
try {
  await mkdir(folder, { recursive: true });
  await stretchRun(source, folder, FRAGMENTS / FRAGMENTS_OF_A_RUN);
  const startedMs = performance.now();
  const { file, sizeBytes } = await renderHtml(folder);
  print('written in', performance.now() - startedMs);
  console.log(`size         ${(sizeBytes / 1e6).toFixed(1)} MB`);
  await measure(file);
} finally {
  await rm(folder, { recursive: true });
}

async function newestRun(): Promise<string> {
  // Only runs with services have a folder of logs; re-evaluated runs do not.
  const ids: string[] = [];
  for await (const logs of glob('*-full-pipeline-*/logs', { cwd: RUNS })) ids.push(dirname(logs));
  const newest = ids.toSorted().at(-1);
  if (newest === undefined) throw new Error('no run found; create one with: pnpm scenario full-pipeline');
  return join(RUNS, newest);
}

async function measure(file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    print(
      'opened in',
      await page.evaluate<number>("performance.getEntriesByType('navigation')[0].loadEventEnd"),
    );
    print(
      'first shown',
      await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
    );
    const session = await page.context().newCDPSession(page);
    // CPU time of the page's thread, independent of other load.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workMs = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
    };
    for (const tab of TABS) await measureTab(page, tab, workMs);
  } finally {
    await browser.close();
  }
}

async function measureTab(page: Page, tab: string, workMs: () => Promise<number>): Promise<void> {
  const before = await workMs();
  const [shownMs, ...gapsMs] = await page.evaluate<number[]>(`(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const startedMs = performance.now();
    document.getElementById('tab-${tab}').click();
    await nextFrame();
    const times = [performance.now() - startedMs];
    const inner = document.getElementById('${tab}').querySelector('.log-view');
    const scroller = inner ?? document.scrollingElement;
    scroller.scrollTop = 0;
    await nextFrame();
    const step = scroller.clientHeight / 2;
    for (let at = 0; at < scroller.scrollHeight && times.length < 400; at += step) {
      const lastMs = performance.now();
      scroller.scrollTop = at;
      await nextFrame();
      times.push(performance.now() - lastMs);
    }
    return times;
  })()`);
  const work = ((await workMs()) - before) / gapsMs.length;
  const sorted = gapsMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  console.log(
    `${tab.padEnd(12)} shown in ${(shownMs ?? 0).toFixed(0)} ms; ${sorted.length} frames while scrolling: ${work.toFixed(1)} ms of work, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`,
  );
}

function print(what: string, ms: number): void {
  console.log(`${what.padEnd(12)} ${ms.toFixed(0)} ms`);
}
