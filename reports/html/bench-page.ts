/**
 * How fast the page of a long run is. `pnpm bench:report [run folder]` makes a run of half an hour, 300 fragments, of
 * a real one (by default the newest of full-pipeline), writes its page, and measures it in Chromium: how long it takes
 * to open, to show each tab, and to draw each picture while a tab is scrolled from top to bottom.
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
  tell('written in', performance.now() - startedMs);
  console.log(`size         ${(sizeBytes / 1e6).toFixed(1)} MB`);
  await measure(file);
} finally {
  await rm(folder, { recursive: true });
}

async function newestRun(): Promise<string> {
  // What services printed is in the folder of a run that had some, not of one that judged another again.
  const ids: string[] = [];
  for await (const logs of glob('*-full-pipeline-*/logs', { cwd: RUNS })) ids.push(dirname(logs));
  const newest = ids.toSorted().at(-1);
  if (newest === undefined) throw new Error('no run to begin with: pnpm scenario full-pipeline makes one');
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
    tell(
      'opened in',
      await page.evaluate<number>("performance.getEntriesByType('navigation')[0].loadEventEnd"),
    );
    tell(
      'first shown',
      await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
    );
    const session = await page.context().newCDPSession(page);
    // Time that the page's thread was at work, whatever else the machine does.
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
    const picture = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const startedMs = performance.now();
    document.getElementById('tab-${tab}').click();
    await picture();
    const times = [performance.now() - startedMs];
    const inner = document.getElementById('${tab}').querySelector('.log-view');
    const scroller = inner ?? document.scrollingElement;
    scroller.scrollTop = 0;
    await picture();
    const step = scroller.clientHeight / 2;
    for (let at = 0; at < scroller.scrollHeight && times.length < 400; at += step) {
      const lastMs = performance.now();
      scroller.scrollTop = at;
      await picture();
      times.push(performance.now() - lastMs);
    }
    return times;
  })()`);
  const work = ((await workMs()) - before) / gapsMs.length;
  const sorted = gapsMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  console.log(
    `${tab.padEnd(12)} shown in ${(shownMs ?? 0).toFixed(0)} ms; each of ${sorted.length} pictures while scrolling: ${work.toFixed(1)} ms of work, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`,
  );
}

function tell(what: string, ms: number): void {
  console.log(`${what.padEnd(12)} ${ms.toFixed(0)} ms`);
}
