import { formatValue } from '../../../harness/engine/check-text.ts';
import type { Json } from '../../../harness/engine/event.ts';
import type { RunResult } from '../../../harness/engine/run-result.ts';
import { formatDuration } from '../../format/values.ts';
import { retryReason } from '../../outcome.ts';
import { fileHref, html, type Markup } from '../markup.ts';
import { badge, toneOf } from './status-mark.ts';

/** The verdict, what was run, and in a run that did not pass the first thing that went wrong. */
export function runHeader(result: RunResult): Markup {
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
<div class="verdict">${badge(status)}<h1>${scenario}</h1>
<span class="chips"><span class="chip" title="environment">${environment}</span><span class="chip duration" title="wall time">${formatDuration(durationMs)}</span></span></div>
<p class="title">${title}</p>
${earlier.length > 0 && html`<p class="note">${result.flaky === true && html`<strong>flaky</strong>: `}attempt ${earlier.length + 1}, after ${earlier.map((run, index) => html`${index > 0 && ', '}<a href="../${fileHref(run.runId)}/index.html">${retryReason(run)}</a>`)}</p>`}
${firstProblem(result)}
<details class="facts"><summary>${runId} · ${startedAt.slice(0, 19).replace('T', ' ')} UTC</summary><dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>
</header>`;
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

/** The rest is with the step; what only leads to it (`Its last lines:`) is left out. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line.replace(/(?<=\.) [^.]*:$/, '');
}
