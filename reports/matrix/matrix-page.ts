import { formatValue } from '../../harness/engine/check-text.ts';
import { formatDuration } from '../format/duration.ts';
import { fileHref, html, type Markup } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';
import { type MatrixRun, matrixVerdict, measuredRows, stepsOf } from './matrix-report.ts';

const TONES: Readonly<Record<string, string>> = {
  passed: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  'not-started': 'bad',
};

/** Where the page of a run is when its folder lies beside that of this page. */
function besidePage({ result }: MatrixRun): string {
  return `../${fileHref(result.runId)}/index.html`;
}

/**
 * The page of a matrix: a column for each run, its steps and what they measured side by side.
 *
 * @param hrefOf where the page of a run is, as a link
 */
export function matrixPage(runs: readonly MatrixRun[], hrefOf = besidePage): string {
  const { passed, text } = matrixVerdict(runs);
  const table = (title: string, rows: readonly Markup[]): Markup =>
    html`<h2>${title}</h2><div class="summary matrix" tabindex="0" role="region" aria-label="${title}"><table>${head(runs, hrefOf)}<tbody>${rows}</tbody></table></div>`;
  return documentOf({
    title: `${passed ? 'passed' : 'failed'} · ${runs.length} runs side by side`,
    scripts: [],
    withInlinedFiles: false,
    header: html`<header class="${passed ? 'good' : 'bad'}"><div class="verdict">
<span class="badge">${passed ? 'passed' : 'failed'}</span><h1>${runs.length} runs side by side</h1>
<span class="note">${text}</span></div></header>`,
    body: html`${table(
      'Steps',
      stepsOf(runs).map((step) => stepRow(step, runs)),
    )}
${table('Measured', measured(runs))}`,
  });
}

function head(runs: readonly MatrixRun[], hrefOf: (run: MatrixRun) => string): Markup {
  const columns = runs.map(
    (run) =>
      html`<th><a href="${hrefOf(run)}">${run.label}</a>${run.result.flaky === true && html` <span class="badge odd">flaky</span>`}</th>`,
  );
  return html`<thead><tr><th><span class="unseen">what</span></th>${columns}</tr></thead>`;
}

function stepRow(step: string, runs: readonly MatrixRun[]): Markup {
  const cells = runs.map(({ result }) => {
    const found = result.steps.find(({ id }) => id === step);
    if (found === undefined) return html`<td class="none">–</td>`;
    const tone = TONES[found.status] ?? 'none';
    const duration = found.durationMs > 0 ? formatDuration(found.durationMs) : '';
    return html`<td class="${tone}"><span class="badge">${found.status.replace('-', ' ')}</span> ${duration}</td>`;
  });
  return html`<tr><th>${step}</th>${cells}</tr>`;
}

function measured(runs: readonly MatrixRun[]): Markup[] {
  return measuredRows(runs).map(({ step, check, unit, values }) => {
    const cells = values.map(
      (value) => html`<td class="value">${value === undefined ? '–' : `${formatValue(value)} ${unit}`}</td>`,
    );
    return html`<tr><th>${step}: ${check}</th>${cells}</tr>`;
  });
}
