import { formatValue } from '../../harness/engine/check-text.ts';
import type { Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { formatDuration } from '../format/duration.ts';
import { html, type Markup } from './markup.ts';
import { badge, toneOf } from './status-mark.ts';

/** The verdict, what was run, and in a run that did not pass the first thing that went wrong. */
export function runHeader(result: RunResult): Markup {
  const { scenario, title, status, durationMs, environment, startedAt, runId, params, tags } = result;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['environment', environment],
    ['started', startedAt],
    ['run', runId],
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...paramFacts(params),
  ];
  return html`<header class="${toneOf(status)}">
<div class="verdict">${badge(status)}<h1>${scenario}</h1><span class="note">${title}</span>
<span class="duration">${formatDuration(durationMs)}</span></div>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${firstProblem(result)}
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
    return html`<div class="problem"><a href="#step-${step.number}">Step ${step.number} <code>${step.id}</code></a>
<p>${step.error.message}</p></div>`;
  }
  if (error !== undefined) return html`<div class="problem"><p>${error.message}</p></div>`;
  return undefined;
}
