import { formatLimit, formatValue, withUnit } from '../../harness/engine/check-text.ts';
import { counted } from '../format/values.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import { groupTone, runTile, valueTables } from '../recorded-runs/group-parts.ts';
import { failureOf, type RecordedRun } from '../recorded-runs/recorded-run.ts';
import type { RunGroup, ValueHistory } from './run-groups.ts';

const MAX_RUNS_SHOWN = 60;
const FAILURES_SHOWN = 3;
const TREND_HEIGHT = 26;

/**
 * All runs on one page: pass rates and measured values over time.
 *
 * @param runsFolder path of the runs, relative to the folder of the page
 * @param served for a page from a server: the runs in progress, and the state after which the page is out of date
 */
export function historyPage(
  groups: readonly RunGroup[],
  runsFolder: string,
  served?: { readonly live: readonly string[]; readonly state: string },
): string {
  const count = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  return documentOf({
    title: 'All runs',
    scripts: served === undefined ? [] : ['overview'],
    connects: served !== undefined,
    withInlinedFiles: false,
    header: html`<header class="none" data-state="${served?.state ?? ''}"><div class="verdict"><h1>All runs</h1><span class="chips"><span class="chip">${counted(count, 'run')}</span></span></div>
<p class="title">Results and measured values by scenario and environment, oldest on the left.</p></header>`,
    body: html`${served?.live.map((id) => html`<p class="running card">running now: <a href="/live/${encodeURIComponent(id)}">${id}</a></p>`)}
${groups.length === 0 && html`<p class="note">No runs yet. Start one with <code>pnpm scenario quick</code>.</p>`}
${groups.map((group) => groupSection(group, runsFolder))}`,
  });
}

function groupSection(group: RunGroup, runsFolder: string): Markup {
  const { scenario, environment, runs, passed, ended, values } = group;
  const rate = ended === 0 ? 'no results' : `${passed} of ${ended} passed, ${percentOf(passed, ended)} %`;
  const withoutResult = withoutResultText(group);
  const hrefOf = ({ runId }: RecordedRun): string => fileHref(`${runsFolder}/${runId}/index.html`);
  const tiles = runs.slice(-MAX_RUNS_SHOWN).map((run) => {
    const failure = failureOf(run);
    return runTile(run, hrefOf(run), failure === undefined ? '' : ` at ${failure}`);
  });
  const failures = runs
    .filter((run) => run.status === 'failed' && failureOf(run) !== undefined)
    .slice(-FAILURES_SHOWN)
    .toReversed()
    .map((run, index) => html`${index > 0 && '; '}<a href="${hrefOf(run)}">${failureOf(run)}</a>`);
  const table = (some: readonly ValueHistory[]): Markup =>
    html`<table class="values"><thead><tr><th>value</th><th>newest</th><th>range</th><th>limit</th><th class="wide">trend</th></tr></thead><tbody>${some.map((value) => valueRow(value, runs))}</tbody></table>`;
  return html`<section class="group card ${groupTone(passed, ended)}"><h2>${scenario} <span class="chip">${environment}</span> <span class="rate">${rate}</span>${withoutResult !== '' && html` <span class="note">${withoutResult}</span>`}</h2>
<ol class="run-tiles">${tiles}</ol>
${failures.length > 0 && html`<p class="note">latest failures: ${failures}</p>`}
${valueTables(values, isVarying, table)}</section>`;
}

/** Rounds down: 299 of 300 are not 100 %. */
function percentOf(passed: number, ended: number): number {
  return Math.floor((100 * passed) / ended);
}

/** The runs that the rate leaves out. */
function withoutResultText({ notStarted, interrupted }: RunGroup): string {
  const counts = [
    ...(notStarted === 0 ? [] : [`${notStarted} not started`]),
    ...(interrupted === 0 ? [] : [`${interrupted} interrupted`]),
  ];
  return counts.length === 0 ? '' : `not counted: ${counts.join(', ')}`;
}

function isVarying({ points }: ValueHistory): boolean {
  return points.some(({ value, passed }) => !passed || value !== points[0]?.value);
}

function valueRow(history: ValueHistory, runs: readonly RecordedRun[]): Markup {
  const { step, name, unit, points, bounds } = history;
  const limit = bounds && formatLimit({ limit: { ...bounds }, unit });
  const newest = points.at(-1);
  return html`<tr><td>${name} <span class="note">${step}</span></td>
<td class="value ${newest?.passed === false && 'bad'}">${newest && withUnit(newest.value, unit)}</td>
<td class="value">${rangeOf(points.map(({ value }) => value))}</td>
<td class="value">${limit}</td><td class="wide">${trend(history, runs)}</td></tr>`;
}

function rangeOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(formatValue);
  return low === high ? `${low}` : `${low} to ${high}`;
}

/** A dot for each run that measured the value, at the position of the run in its group. */
function trend({ points }: ValueHistory, runs: readonly RecordedRun[]): Markup {
  const positions = new Map(runs.slice(-MAX_RUNS_SHOWN).map(({ runId }, index) => [runId, index]));
  const shown = points.flatMap((point) => {
    const position = positions.get(point.runId);
    return position === undefined ? [] : [{ ...point, position }];
  });
  const values = shown.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const dots = shown.map(({ runId, value, passed, position }) => {
    const x = (100 * (position + 0.5)) / positions.size;
    const y =
      high === low
        ? TREND_HEIGHT / 2
        : TREND_HEIGHT - 4 - ((TREND_HEIGHT - 8) * (value - low)) / (high - low);
    return html`<circle class="${passed ? 'good' : 'bad'}" cx="${x.toFixed(2)}%" cy="${y.toFixed(1)}" r="3"><title>${runId}: ${formatValue(value)}</title></circle>`;
  });
  return html`<svg class="trend" width="100%" height="${TREND_HEIGHT}" aria-hidden="true">${dots}</svg>`;
}
