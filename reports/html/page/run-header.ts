import { formatValue } from '../../../harness/engine/check-text.ts';
import type { Json } from '../../../harness/engine/event.ts';
import type { RunResult } from '../../../harness/engine/run-folder/run-result.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { formatDuration } from '../../format/values.ts';
import { loggedCounts, retryReason } from '../../outcome.ts';
import { fileHref, html, type Markup } from '../markup.ts';
import type { RunView } from '../model/run-view.ts';
import { badge, sign, toneOf } from './status-mark.ts';
import { place, width } from './time-axis.ts';

/**
 * Verdict, scenario, environment and parameters of a run, and the first problem of one that did not pass.
 *
 * @param diagnosis follows the header, and states the problem
 */
export function runHeader(result: RunResult, diagnosis?: Diagnosis): Markup {
  const {
    scenario,
    title,
    status,
    durationMs,
    environment,
    startedAt,
    runId,
    params,
    tags,
    earlier = [],
  } = result;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['run', runId],
    ['started', startedAt],
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...paramFacts(params),
  ];
  return html`<header class="card ${toneOf(status)}">
<div class="verdict">${badge(status)}${loggedCounts(result).map((text) => html`<span class="badge odd">${text}</span>`)}<h1>${scenario}</h1>
<span class="chips"><span class="chip" title="environment">${environment}</span><span class="chip duration" title="wall time">${formatDuration(durationMs)}</span></span></div>
<p class="title">${title}</p>
${earlier.length > 0 && html`<p class="note">${result.flaky === true && html`<strong>flaky</strong>: `}attempt ${earlier.length + 1}, after ${earlier.map((run, index) => html`${index > 0 && ', '}<a href="../${fileHref(run.runId)}/index.html">${retryReason(run)}</a>`)}</p>`}
${diagnosis === undefined && firstProblem(result)}
${loggedList(result)}
<details class="facts"><summary>${runId} · ${startedAt.slice(0, 19).replace('T', ' ')} UTC</summary><dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>
</header>`;
}

/** What services and harness warned about, with its time in the run. */
function loggedList({ loggedProblems = [], warnings = 0, loggedErrors = 0 }: RunResult): Markup | undefined {
  if (loggedProblems.length === 0) return undefined;
  const others = warnings + loggedErrors - loggedProblems.length;
  return html`<details class="note"><summary>${loggedCounts({ warnings, loggedErrors }).join(', ')}</summary><ul>${loggedProblems.map(({ atMs, source, level, message }) => html`<li><code>${source}</code> ${level} at ${formatDuration(atMs)}: ${message}</li>`)}${others > 0 && html`<li>and ${others} more, in the event log</li>`}</ul></details>`;
}

function paramFacts(params: Json): (readonly [string, string])[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([name, value]) =>
    value === undefined || name === 'environment' ? [] : [[name, formatValue(value)] as const],
  );
}

function firstProblem({ steps, error }: RunResult): Markup | undefined {
  const step = steps.find((candidate) => candidate.error !== undefined);
  if (step?.error !== undefined) {
    return html`<p class="problem"><a href="#step-${step.number}">Step ${step.number} <code>${step.id}</code></a> ${firstLine(step.error.message)}</p>`;
  }
  return error === undefined ? undefined : html`<p class="problem">${firstLine(error.message)}</p>`;
}

/** The step shows the full message. Also removes a trailing introduction, such as `Its last lines:`. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line.replace(/(?<=\.) [^.]*:$/, '');
}

/** The steps side by side, each with its duration and its position in the run. */
export function stepStrip({ steps, result }: RunView): Markup {
  const span = { fromMs: 0, toMs: Math.max(result.durationMs, 1) };
  return html`<nav class="strip" aria-label="Steps">${steps.map(({ result: step, startMs }) => {
    const { number, id, status, durationMs } = step;
    const bar =
      startMs !== undefined &&
      html`<rect class="bar" x="${place(startMs, span)}" width="${width(durationMs, span)}" height="4" rx="2"/>`;
    return html`<a class="tile ${toneOf(status)}" href="#step-${number}" title="${step.title}">
<span class="tile-head">${sign(status)}<span class="number">${number}</span></span>
<span class="tile-name">${id}</span><span class="tile-time">${startMs === undefined ? '–' : formatDuration(durationMs)}</span>
<svg width="100%" height="4" aria-hidden="true"><rect class="track" width="100%" height="4" rx="2"/>${bar}</svg></a>`;
  })}</nav>`;
}
