import { formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import { formatDuration } from '../format/duration.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import type { RunGroup, ValueHistory } from './run-groups.ts';
import type { RunRecord } from './run-record.ts';

const TONES: Readonly<Record<string, string>> = { passed: 'good', failed: 'bad', 'not-started': 'bad' };
const RUNS_SHOWN = 60;

/**
 * All runs on one page: how many passed, and what they measured.
 *
 * @param runsFolder where the runs lie, from the folder of the page
 * @param served given for a page that a server hands out: it names the runs that go on, and is made again when what
 *   the server tells is not `state` any more
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
    header: html`<header class="none" data-state="${served?.state ?? ''}"><div class="verdict"><h1>All runs</h1><span class="chips"><span class="chip">${count} runs</span></span></div>
<p class="title">Per scenario and environment: which passed, and what was measured, oldest on the left.</p></header>`,
    body: html`${served?.live.map((id) => html`<p class="running card">running now: <a href="/live/${encodeURIComponent(id)}">${id}</a></p>`)}
${groups.length === 0 && html`<p class="note">There are none yet: <code>pnpm scenario quick</code> makes one.</p>`}
${groups.map((group) => groupSection(group, runsFolder))}`,
  });
}

function groupSection(group: RunGroup, runsFolder: string): Markup {
  const { scenario, environment, runs, passed, ended, values } = group;
  const rate = ended === 0 ? 'none ended' : `${passed} of ${ended} passed`;
  const tone = ended === 0 ? 'none' : passed === ended ? 'good' : 'bad';
  const [moving, still] = [values.filter(isMoving), values.filter((value) => !isMoving(value))];
  const failed = runs
    .filter(({ failedStep }) => failedStep !== undefined)
    .slice(-3)
    .toReversed();
  return html`<section class="group card ${tone}"><h2>${scenario} <span class="chip">${environment}</span> <span class="rate">${rate}${ended > 0 && `, ${Math.round((100 * passed) / ended)} %`}</span></h2>
<ol class="run-tiles">${runs.slice(-RUNS_SHOWN).map((run) => runTile(run, runsFolder))}</ol>
${failed.length > 0 && html`<p class="note">newest failures: ${failed.map((run, index) => html`${index > 0 && ', '}<a href="${hrefOf(run, runsFolder)}">${run.failedStep}</a>`)}</p>`}
${valueTable('measured values', moving, runs, true)}
${valueTable('measured values that were always the same', still, runs, false)}</section>`;
}

function runTile(run: RunRecord, runsFolder: string): Markup {
  const { runId, status, durationMs, startedAt, failedStep } = run;
  const told = `${status}${failedStep === undefined ? '' : ` at ${failedStep}`}, ${startedAt.slice(0, 16).replace('T', ' ')}, ${formatDuration(durationMs)}`;
  return html`<li><a class="run-tile ${TONES[status] ?? 'odd'}" href="${hrefOf(run, runsFolder)}" title="${told}" aria-label="${runId}: ${told}">${status === 'passed' ? '✓' : status === 'interrupted' ? '■' : '✗'}</a></li>`;
}

function hrefOf({ runId }: RunRecord, runsFolder: string): string {
  return fileHref(`${runsFolder}/${runId}/index.html`);
}

/** Whether there is something to see in it. */
function isMoving({ points }: ValueHistory): boolean {
  return points.some(({ value, passed }) => !passed || value !== points[0]?.value);
}

function valueTable(
  title: string,
  values: readonly ValueHistory[],
  runs: readonly RunRecord[],
  isOpen: boolean,
): Markup | undefined {
  if (values.length === 0) return undefined;
  return html`<details ${isOpen && 'open'}><summary class="note">${values.length} ${title}</summary><table class="values"><thead><tr><th>value</th><th>newest</th><th>lowest to highest</th><th>allowed</th><th class="wide">over the runs</th></tr></thead><tbody>${values.map((value) => valueRow(value, runs))}</tbody></table></details>`;
}

function valueRow(history: ValueHistory, runs: readonly RunRecord[]): Markup {
  const { step, name, unit, points, min, max } = history;
  const values = points.map(({ value }) => value);
  const limit = {
    ...({ id: name, title: name, status: 'passed', actual: null, unit } as const),
    ...((min !== undefined || max !== undefined) && {
      limit: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
    }),
  };
  const newest = points.at(-1);
  return html`<tr><td>${name} <span class="note">${step}</span></td>
<td class="value ${newest?.passed === false && 'bad'}">${formatValue(newest?.value ?? null)} ${unit}</td>
<td class="value">${rangeOf(values)}</td>
<td class="value">${formatLimit(limit) ?? ''}</td><td class="wide">${trend(history, runs)}</td></tr>`;
}

function rangeOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(formatValue);
  return low === high ? `${low}` : `${low} to ${high}`;
}

const HEIGHT = 26;

/** A dot for each run that measured it, at the place of that run among all. */
function trend({ points }: ValueHistory, runs: readonly RunRecord[]): Markup {
  const places = new Map(runs.slice(-RUNS_SHOWN).map(({ runId }, index) => [runId, index]));
  const shown = points.filter(({ runId }) => places.has(runId));
  const values = shown.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const dots = shown.map(({ runId, value, passed }) => {
    const x = (100 * ((places.get(runId) ?? 0) + 0.5)) / places.size;
    const y = high === low ? HEIGHT / 2 : HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / (high - low);
    return html`<circle class="${passed ? 'good' : 'bad'}" cx="${x.toFixed(2)}%" cy="${y.toFixed(1)}" r="3"><title>${runId}: ${formatValue(value)}</title></circle>`;
  });
  return html`<svg class="trend" width="100%" height="${HEIGHT}" aria-hidden="true">${dots}</svg>`;
}
