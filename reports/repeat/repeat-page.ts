import { formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { RunStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { formatDuration } from '../format/duration.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import { badge, toneOf } from '../html/page/status-mark.ts';
import type { RepeatGroup, StepRate, ValueSpread } from './repeat-report.ts';
import { repeatVerdict } from './repeat-table.ts';

const TONES: Readonly<Record<string, string>> = { passed: 'good', failed: 'bad', 'not-started': 'bad' };
const SIGNS: Readonly<Record<string, string>> = { passed: '✓', interrupted: '■' };

/** The page of runs that were repeated: how often each step passed, and the spread of what was measured. */
export function repeatPage(groups: readonly RepeatGroup[]): string {
  const count = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const status = statusOf(groups);
  return documentOf({
    title: `${count} runs of the same`,
    scripts: [],
    withInlinedFiles: false,
    header: html`<header class="${toneOf(status)}"><div class="verdict">${badge(status)}<h1>Repeated</h1><span class="chips"><span class="chip">${count} runs</span></span></div>
<p class="title">How often each step passed, how long it took, and the spread of what was measured.</p></header>`,
    body: html`${groups.map(groupSection)}`,
  });
}

function statusOf(groups: readonly RepeatGroup[]): RunStatus {
  if (groups.some(({ passed, ended }) => passed < ended)) return 'failed';
  return groups.some(({ runs, ended }) => ended < runs.length) ? 'interrupted' : 'passed';
}

function groupSection(group: RepeatGroup): Markup {
  const { label, runs, passed, ended, steps, values } = group;
  const [moving, still] = [values.filter(isMoving), values.filter((value) => !isMoving(value))];
  const tone = ended === 0 ? 'none' : passed === ended ? 'good' : 'bad';
  return html`<section class="group card ${tone}"><h2>${label} <span class="rate">${repeatVerdict(group)}</span></h2>
<ol class="run-tiles">${runs.map(runTile)}</ol>
<table class="values"><thead><tr><th>step</th><th>passed</th><th></th><th>min</th><th>median</th><th>max</th></tr></thead><tbody>${steps.map(stepRow)}</tbody></table>
${valueTable('measured values', moving, true)}
${valueTable('measured values that were always the same', still, false)}</section>`;
}

function valueTable(title: string, values: readonly ValueSpread[], isOpen: boolean): Markup | undefined {
  if (values.length === 0) return undefined;
  return html`<details ${isOpen && 'open'}><summary class="note">${values.length} ${title}</summary><table class="values"><thead><tr><th>measured</th><th>n</th><th>allowed</th><th>min</th><th>median</th><th>max</th></tr></thead><tbody>${values.map(valueRow)}</tbody></table></details>`;
}

/** Whether there is something to see in it. */
function isMoving({ min, max, failed }: ValueSpread): boolean {
  return min !== max || failed > 0;
}

function runTile({ runId, status, flaky, durationMs, startedAt }: RunResult): Markup {
  const told = `${flaky === true ? 'flaky' : status}, ${startedAt.slice(0, 16).replace('T', ' ')}, ${formatDuration(durationMs)}`;
  const tone = flaky === true ? 'odd' : (TONES[status] ?? 'odd');
  return html`<li><a class="run-tile ${tone}" href="../${fileHref(runId)}/index.html" title="${told}" aria-label="${runId}: ${told}">${SIGNS[status] ?? '✗'}</a></li>`;
}

function stepRow({ number, id, passed, ran, notRun, durationMs }: StepRate): Markup {
  const times = [durationMs?.min, durationMs?.median, durationMs?.max];
  return html`<tr class="${passed < ran && 'bad'}"><td>${number} ${id}</td><td class="value">${passed < ran ? html`<span class="badge">${passed} of ${ran}</span>` : `${passed} of ${ran}`}</td><td>${notRun > 0 && `not run: ${notRun}`}</td>${times.map((time) => html`<td class="value">${time !== undefined && formatDuration(time)}</td>`)}</tr>`;
}

function valueRow({ step, name, n, min, median, max, failed, unit = '', limit }: ValueSpread): Markup {
  const allowed = limit === undefined ? '' : formatLimit({ limit, unit });
  return html`<tr class="${failed > 0 && 'bad'}"><td>${name} <span class="note">step ${step}</span></td><td class="value">${n}</td><td>${allowed}${failed > 0 && html` <span class="badge">failed: ${failed}</span>`}</td>${[min, median, max].map((value) => html`<td class="value">${formatValue(value)} ${unit}</td>`)}</tr>`;
}
