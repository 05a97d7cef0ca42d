import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { html, type Markup } from '../markup.ts';
import type { RunView } from '../model/run-view.ts';
import { diagnosisSection } from './diagnosis-section.ts';
import { errorBlock } from './error-block.ts';
import { flowSection } from './flow-chart.ts';
import { fragmentCard } from './fragment-card.ts';
import { logSection } from './log-section.ts';
import type { MediaLinks } from './media-link.ts';
import { metricsSection } from './metrics-section.ts';
import { outputSection } from './output-section.ts';
import { documentOf, embeddedJson } from './page-document.ts';
import { runHeader, stepStrip } from './run-header.ts';
import { stepSection } from './step-section.ts';

/** A tab of the page. */
interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly content: Markup | readonly Markup[];
}

/** The files that the page contains, as `data:` URLs, by the link that would lead to them. */
export type InlinedFiles = Readonly<Record<string, string>>;

/**
 * The page of a run.
 *
 * @param inlined the files of a self-contained page
 */
export function runPage(view: RunView, inlined?: InlinedFiles): string {
  const { result, diagnosis } = view;
  const tabs = tabsOf(view, { inlined: inlined !== undefined });
  return documentOf({
    title: [`${result.status}: ${result.scenario}`, ...codesOf(diagnosis)].join(', '),
    scripts: ['tabs', 'player', 'log', 'copy'],
    withInlinedFiles: inlined !== undefined,
    header: html`${runHeader(result, diagnosis)}
${diagnosis !== undefined && diagnosisSection(diagnosis, { inlined: inlined !== undefined, log: view.log })}
${stepStrip(view)}`,
    body: html`<nav class="tabs" role="tablist" aria-label="Parts of the report">${tabs.map(
      ({ id, title, count }) =>
        html`<a role="tab" id="tab-${id}" href="#${id}" aria-controls="${id}">${title}${count !== undefined && html` <span class="note">${count}</span>`}</a>`,
    )}</nav>
${tabs.map(
  ({ id, title, content }) =>
    html`<section class="panel" id="${id}" role="tabpanel" aria-labelledby="tab-${id}"><h2>${title}</h2>${content}</section>`,
)}
${embeddedJson('page-data', { files: inlined ?? {}, failedStep: diagnosis === undefined ? (view.failure?.step?.number ?? null) : null })}`,
  });
}

function codesOf(diagnosis: Diagnosis | undefined): string[] {
  return diagnosis?.causes.map(({ code }) => code) ?? [];
}

function tabsOf(view: RunView, links: MediaLinks): Tab[] {
  const { fragments, lanes, output, metrics, result, log } = view;
  const optional = (isPresent: boolean, tab: () => Tab): Tab[] => (isPresent ? [tab()] : []);
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

function stepsPanel(
  { steps, failure, result, failedTeardowns, diagnosis }: RunView,
  links: MediaLinks,
): Markup {
  const isFailed = result.status !== 'passed';
  return html`${isFailed && failure?.step === undefined && failure?.error !== undefined && errorBlock(failure.error)}
${steps.map((step) => {
  const isFailedStep = failure?.step?.number === step.result.number;
  return stepSection(step, {
    isOpen: isFailedStep || !isFailed,
    links,
    diagnosis,
    ...(isFailedStep && failure && { failure }),
  });
})}
${failedTeardowns.map(({ name, error }) => html`<section class="card step bad"><h3>Could not clean up ${name}</h3>${errorBlock(error)}</section>`)}
<p class="note files">Files of this run: <a href="result.json">result.json</a>, <a href="events.ndjson">events.ndjson</a>,
<a href="./">run folder</a>.</p>`;
}
