import { withUnit } from '../../harness/engine/check-text.ts';
import { causeCodes } from '../diagnosis/cause-codes.ts';
import { counted, formatDuration } from '../format/values.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import { badge, toneOf } from '../html/page/status-mark.ts';
import { type MatrixRun, matrixVerdict, measuredRows, stepsOf } from './matrix-report.ts';

/** The page of a run whose folder lies beside that of this page. */
function siblingPage({ result }: MatrixRun): string {
  return `../${fileHref(result.runId)}/index.html`;
}

/**
 * The page of a matrix: one column per run, with its steps and measured values.
 *
 * @param hrefOf links to the page of a run
 */
export function matrixPage(runs: readonly MatrixRun[], hrefOf = siblingPage): string {
  const { passed, text } = matrixVerdict(runs);
  const status = passed ? 'passed' : 'failed';
  const heading = `Comparison of ${counted(runs.length, 'run')}`;
  const table = (title: string, rows: readonly Markup[]): Markup =>
    html`<h2>${title}</h2><div class="summary matrix" tabindex="0" role="region" aria-label="${title}"><table>${head(runs, hrefOf)}<tbody>${rows}</tbody></table></div>`;
  return documentOf({
    title: `${status} · ${heading}`,
    scripts: [],
    withInlinedFiles: false,
    header: html`<header class="${toneOf(status)}"><div class="verdict">
<span class="badge">${status}</span><h1>${heading}</h1>
<span class="note">${text}</span></div></header>`,
    body: html`${table('Steps', [...stepsOf(runs).map((step) => stepRow(step, runs)), ...causeRow(runs)])}
${table('Measured values', valueRows(runs))}`,
  });
}

function head(runs: readonly MatrixRun[], hrefOf: (run: MatrixRun) => string): Markup {
  const columns = runs.map(
    (run) =>
      html`<th><a href="${hrefOf(run)}">${run.label}</a>${run.result.flaky === true && html` <span class="badge odd">flaky</span>`}</th>`,
  );
  return html`<thead><tr><th><span class="unseen">name</span></th>${columns}</tr></thead>`;
}

function stepRow(step: string, runs: readonly MatrixRun[]): Markup {
  const cells = runs.map(({ result }) => {
    const found = result.steps.find(({ id }) => id === step);
    if (found === undefined) return html`<td class="none">–</td>`;
    const duration = found.durationMs > 0 ? formatDuration(found.durationMs) : '';
    return html`<td class="${toneOf(found.status)}">${badge(found.status)} ${duration}</td>`;
  });
  return html`<tr><th>${step}</th>${cells}</tr>`;
}

/** The causes of the failed runs; no row when no run has any. */
function causeRow(runs: readonly MatrixRun[]): Markup[] {
  const causes = runs.map(({ result }) => causeCodes(result.diagnosis));
  if (causes.every((cause) => cause === undefined)) return [];
  return [html`<tr><th>cause</th>${causes.map((cause) => html`<td>${cause}</td>`)}</tr>`];
}

function valueRows(runs: readonly MatrixRun[]): Markup[] {
  return measuredRows(runs).map(({ step, check, unit, values }) => {
    const cells = values.map(
      (value) => html`<td class="value">${value === undefined ? '–' : withUnit(value, unit)}</td>`,
    );
    return html`<tr><th>${step}: ${check}</th>${cells}</tr>`;
  });
}
