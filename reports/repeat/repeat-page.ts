import { formatLimit, withUnit } from '../../harness/engine/check-text.ts';
import type { RunStatus } from '../../harness/engine/event.ts';
import { formatDuration } from '../format/values.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import { badge, toneOf } from '../html/page/status-mark.ts';
import { groupTone, runTile, valueTables } from '../recorded-runs/group-parts.ts';
import type { RepeatGroup, StepRate, ValueSpread } from './repeat-report.ts';
import { repeatVerdict } from './repeat-table.ts';

/** The page of repeated runs: pass rate and duration of each step, distribution of each measured value. */
export function repeatPage(groups: readonly RepeatGroup[]): string {
  const count = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const status = statusOf(groups);
  const heading = groups.map(({ label, runs }) => `${label} × ${runs.length}`).join(', ');
  return documentOf({
    title: `${heading} · Comparison of ${count} runs`,
    scripts: [],
    withInlinedFiles: false,
    header: html`<header class="${toneOf(status)}"><div class="verdict">${badge(status)}<h1>${heading}</h1><span class="chips"><span class="chip">Comparison of ${count} runs</span></span></div>
<p class="title">Pass rate and duration of each step, and the distribution of each measured value.</p></header>`,
    body: html`${groups.map(groupSection)}`,
  });
}

function statusOf(groups: readonly RepeatGroup[]): RunStatus {
  if (groups.some(({ passed, ended }) => passed < ended)) return 'failed';
  return groups.some(({ runs, ended }) => ended < runs.length) ? 'interrupted' : 'passed';
}

function groupSection(group: RepeatGroup): Markup {
  const { label, runs, passed, ended, steps, values } = group;
  return html`<section class="group card ${groupTone(passed, ended)}"><h2>${label} <span class="rate">${repeatVerdict(group)}</span></h2>
<ol class="run-tiles">${runs.map((run) => runTile(run, `../${fileHref(run.runId)}/index.html`))}</ol>
<table class="values"><thead><tr><th>step</th><th>passed</th><th></th><th>min</th><th>median</th><th>max</th></tr></thead><tbody>${steps.map(stepRow)}</tbody></table>
${valueTables(values, isVarying, valueTable)}</section>`;
}

function valueTable(values: readonly ValueSpread[]): Markup {
  return html`<table class="values"><thead><tr><th>value</th><th>n</th><th>limit</th><th>min</th><th>median</th><th>max</th></tr></thead><tbody>${values.map(valueRow)}</tbody></table>`;
}

function isVarying({ min, max, failed }: ValueSpread): boolean {
  return min !== max || failed > 0;
}

function stepRow({ number, id, passed, ran, notRun, durationMs }: StepRate): Markup {
  const times = [durationMs?.min, durationMs?.median, durationMs?.max];
  return html`<tr class="${passed < ran && 'bad'}"><td>${number} ${id}</td><td class="value">${passed < ran ? html`<span class="badge">${passed} of ${ran}</span>` : `${passed} of ${ran}`}</td><td>${notRun > 0 && `not run: ${notRun}`}</td>${times.map((time) => html`<td class="value">${time !== undefined && formatDuration(time)}</td>`)}</tr>`;
}

function valueRow({ step, name, n, min, median, max, failed, unit = '', limit }: ValueSpread): Markup {
  const allowed = limit === undefined ? '' : formatLimit({ limit, unit });
  return html`<tr class="${failed > 0 && 'bad'}"><td>${name} <span class="note">step ${step}</span></td><td class="value">${n}</td><td>${allowed}${failed > 0 && html` <span class="badge">failed: ${failed}</span>`}</td>${[min, median, max].map((value) => html`<td class="value">${withUnit(value, unit)}</td>`)}</tr>`;
}
