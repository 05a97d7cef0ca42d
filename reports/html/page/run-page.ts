import { html, type Markup } from '../markup.ts';
import type { RunView } from '../model/run-view.ts';
import { embeddedJson } from './embedded-json.ts';
import { errorBlock } from './error-block.ts';
import { flowSection } from './flow-chart.ts';
import { fragmentCard } from './fragment-card.ts';
import { logSection } from './log-section.ts';
import type { MediaLinks } from './media-link.ts';
import { metricsSection } from './metrics-section.ts';
import { outputSection } from './output-section.ts';
import { documentOf } from './page-document.ts';
import { runHeader } from './run-header.ts';
import { stepSection } from './step-section.ts';
import { stepStrip } from './step-strip.ts';

/** A part of the page that is shown on its own. */
interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly content: Markup | readonly Markup[];
}

/** Files that are part of the page itself: their content as `data:` URLs, by the link that would lead to them. */
export type InlinedFiles = Readonly<Record<string, string>>;

/**
 * A run as one page.
 *
 * @param inlined given for a page that needs no files beside it
 */
export function runPage(view: RunView, inlined?: InlinedFiles): string {
  const { result } = view;
  const tabs = tabsOf(view, { inlined: inlined !== undefined });
  return documentOf({
    title: `${result.status}: ${result.scenario}`,
    scripts: ['tabs', 'player', 'log', 'copy'],
    withInlinedFiles: inlined !== undefined,
    header: html`${runHeader(result)}
${stepStrip(view)}`,
    body: html`<nav class="tabs" role="tablist" aria-label="Parts of the report">${tabs.map(
      ({ id, title, count }) =>
        html`<a role="tab" id="tab-${id}" href="#${id}" aria-controls="${id}">${title}${count !== undefined && html` <span class="note">${count}</span>`}</a>`,
    )}</nav>
${tabs.map(
  ({ id, title, content }) =>
    html`<section class="panel" id="${id}" role="tabpanel" aria-labelledby="tab-${id}"><h2>${title}</h2>${content}</section>`,
)}
${embeddedJson('page-data', { files: inlined ?? {}, failedStep: view.failure?.step?.number ?? null })}`,
  });
}

function tabsOf(view: RunView, links: MediaLinks): Tab[] {
  const { fragments, lanes, output, metrics, result, log } = view;
  const optional = (isThere: boolean, tab: () => Tab): Tab[] => (isThere ? [tab()] : []);
  return [
    { id: 'steps', title: 'Steps', count: result.steps.length, content: stepsPanel(view, links) },
    ...optional(fragments.length > 0 || lanes.length > 0, () => {
      return { id: 'flow', title: 'Flow', content: flowSection(view) };
    }),
    ...optional(fragments.length > 0, () => {
      const content = html`<div class="fragments">${fragments.map(fragmentCard)}</div>`;
      return { id: 'fragments', title: 'Fragments', count: fragments.length, content };
    }),
    ...(output === undefined
      ? []
      : [{ id: 'output', title: 'Output', content: outputSection(output, links) }]),
    ...optional(metrics.length > 0, () => {
      return { id: 'metrics', title: 'Metrics', content: metricsSection(metrics, result.durationMs) };
    }),
    { id: 'logs', title: 'Logs', count: log.rows.length, content: logSection(view) },
  ];
}

function stepsPanel({ steps, failure, result, failedTeardowns }: RunView, links: MediaLinks): Markup {
  const isFailed = result.status !== 'passed';
  return html`${isFailed && failure?.step === undefined && failure?.error !== undefined && errorBlock(failure.error)}
${steps.map((step) => {
  const isTheFailed = failure?.step?.number === step.result.number;
  return stepSection(step, {
    isOpen: isTheFailed || !isFailed,
    links,
    ...(isTheFailed && failure && { failure }),
  });
})}
${failedTeardowns.map(({ name, error }) => html`<section class="card step bad"><h3>Could not end ${name}</h3>${errorBlock(error)}</section>`)}
<p class="note files">The files of this run: <a href="result.json">result.json</a>, <a href="events.ndjson">events.ndjson</a>,
<a href="./">all of them</a>.</p>`;
}
