import { CAUSE_CLASSES, UNKNOWN_CAUSE } from '../../../harness/run-data/cause-classes.ts';
import type {
  BoundaryState,
  BoundaryStatus,
  DiagnosedCause,
  Diagnosis,
  EvidenceRef,
} from '../../../harness/run-data/diagnosis.ts';
import { isSurrounding, STATUS_MARKS, STATUS_TEXTS } from '../../diagnosis/chain-groups.ts';
import { examinedName } from '../../diagnosis/diagnosis-block.ts';
import { counted } from '../../format/values.ts';
import type { StepCommand } from '../../step-commands.ts';
import { html, type Markup } from '../markup.ts';
import type { LogBookView } from '../model/log-book.ts';
import { commandLines } from './failure-panel.ts';
import { fileLink, type MediaLinks } from './media-link.ts';

/** What the section links to. */
export interface DiagnosisLinks extends MediaLinks {
  readonly log: LogBookView;
}

const TONES: Readonly<Record<BoundaryStatus, string>> = {
  ok: 'good',
  broken: 'bad',
  affected: 'none',
  'not-reached': 'none',
  unseen: 'odd',
};

/** Why the run failed: verdict, chain, evidence with links to its moments, fix, next command. */
export function diagnosisSection(diagnosis: Diagnosis, links: DiagnosisLinks): Markup {
  const { causes, alternatives, step, location, next } = diagnosis;
  const nextCommand: StepCommand = { purpose: 'show everything about the failed step', command: next };
  return html`<section class="diagnosis card bad" id="diagnosis" aria-labelledby="diagnosis-title">
${verdict(diagnosis)}
${chainDrawing(diagnosis.chain)}
${causes.length === 0 ? unknownPart(diagnosis, links) : causes.map((cause) => causePart(cause, links, causes.length > 1))}
${alternatives.length > 0 && html`<details class="folded"><summary>${counted(alternatives.length, 'cause')} with evidence that ${alternatives.length === 1 ? 'is' : 'are'} not named first</summary>${alternatives.map((cause) => lowerPart(cause, links))}</details>`}
<p class="note failed-first">Failed first: <a href="#step-${step.number}">step ${step.number} <code>${step.id}</code></a>${location !== undefined && html`, at the statement <code>${location}</code> of the test`}</p>
${commandLines([nextCommand])}
${boundaryTable(diagnosis, links)}
</section>`;
}

function verdict({ causes, verdict: sentence }: Diagnosis): Markup {
  const [first, ...others] = causes;
  if (first === undefined)
    return html`<h2 id="diagnosis-title">${causeName(UNKNOWN_CAUSE)}</h2><p class="diagnosis-verdict">${sentence}</p>`;
  if (others.length === 0)
    return html`<h2 id="diagnosis-title">${causeName(first)}</h2><p class="diagnosis-verdict">${sentence}</p>`;
  return html`<h2 id="diagnosis-title">${counted(causes.length, 'independent cause')}</h2>`;
}

function causeName({ code, class: causeClass }: Pick<DiagnosedCause, 'code' | 'class'>): Markup {
  const { acts } = CAUSE_CLASSES[causeClass];
  return html`<code>${code}</code> <span class="badge bad" title="who acts: ${acts}">${causeClass}</span>`;
}

/** The boundaries in the direction of the media, with those that surround it before them. */
function chainDrawing(chain: readonly BoundaryState[]): Markup | undefined {
  if (chain.length === 0) return undefined;
  const around = chain.filter(({ id }) => isSurrounding(id));
  const along = chain.filter(({ id }) => !isSurrounding(id));
  return html`<div class="chain-drawing">
${around.length > 0 && html`<ul class="chain around" aria-label="around the pipeline">${around.map(boundaryNode)}</ul>`}
<ol class="chain along" aria-label="chain of the pipeline">${along.map(boundaryNode)}</ol>
</div>`;
}

function boundaryNode({ id, title, status }: BoundaryState): Markup {
  return html`<li class="${TONES[status]} is-${status}"><a href="#boundary-${id}" title="${title}: ${STATUS_TEXTS[status]}"><span aria-hidden="true">${STATUS_MARKS[status]}</span> ${id}<span class="unseen"> ${STATUS_TEXTS[status]}</span></a></li>`;
}

function causePart(cause: DiagnosedCause, links: DiagnosisLinks, isOneOfSeveral: boolean): Markup {
  const { boundary, summary, evidence, against, fix, confirm } = cause;
  const commands = confirm.map((command): StepCommand => ({ purpose: 'confirm', command }));
  return html`<div class="diagnosed-cause">
${isOneOfSeveral && html`<h3>${causeName(cause)}</h3><p class="diagnosis-verdict">${summary}</p>`}
<p class="note">At the boundary <a href="#boundary-${boundary}">${boundary}</a>. Who acts: ${CAUSE_CLASSES[cause.class].acts}.</p>
<h4>Evidence, strongest first</h4>${evidenceList(evidence, links)}
${against.length > 0 && html`<h4>Evidence against it</h4>${evidenceList(against, links)}`}
<h4>Fix</h4><p class="fix">${fix}</p>
${commandLines(commands)}
</div>`;
}

function unknownPart({ examined = [], chain, broken }: Diagnosis, links: DiagnosisLinks): Markup {
  const evidence = chain.find(({ id }) => id === broken)?.evidence ?? [];
  return html`<div class="diagnosed-cause"><p>${UNKNOWN_CAUSE.meaning}</p>
${evidence.length > 0 && html`<h4>Evidence at ${broken}</h4>${evidenceList(evidence, links)}`}
${examined.length > 0 && html`<p class="note">Examined: ${examined.map(examinedName).join(', ')}</p>`}</div>`;
}

function lowerPart(
  { code, summary, evidence, against, lowerBecause }: DiagnosedCause,
  links: DiagnosisLinks,
): Markup {
  return html`<div class="lower-cause"><h4><code>${code}</code></h4><p>${summary}</p>
${lowerBecause !== undefined && html`<p class="note">Not named first: ${lowerBecause}</p>`}
${evidenceList(evidence, links)}
${against.length > 0 && html`<p class="note">Against it:</p>${evidenceList(against, links)}`}</div>`;
}

function evidenceList(evidence: readonly EvidenceRef[], links: DiagnosisLinks): Markup {
  return html`<ul class="evidence">${evidence.map(
    (ref) =>
      html`<li>${moment(ref, links)}<span class="evidence-text">${ref.text}${ref.source !== undefined && html` <span class="note">${ref.source}</span>`}${ref.file !== undefined && html` ${fileLink(ref.file, ref.file, links)}`}</span></li>`,
  )}</ul>`;
}

/** The time of evidence, as a link to its row of the log. */
function moment(ref: EvidenceRef, { log }: DiagnosisLinks): Markup {
  const { atMs } = ref;
  const time = atMs === undefined ? '' : `${(atMs / 1000).toFixed(3)} s`;
  const row = rowOf(ref, log);
  return row === undefined
    ? html`<span class="moment">${time}</span>`
    : html`<a class="moment" href="#logs" data-log-row="${row}" title="show it in the log">${time === '' ? 'log' : time}</a>`;
}

/** The index of the row that shows the event, or what was recorded at its time. */
function rowOf({ seq, atMs }: EvidenceRef, { rows }: LogBookView): number | undefined {
  const exact = seq === undefined ? -1 : rows.findIndex((row) => row.seq === seq);
  if (exact !== -1) return exact;
  const [first] = rows;
  if (atMs === undefined || first === undefined || atMs < first.atMs) return undefined;
  const later = rows.findIndex((row) => row.atMs >= atMs);
  return later === -1 ? undefined : later;
}

function boundaryTable({ chain }: Diagnosis, links: DiagnosisLinks): Markup | undefined {
  if (chain.length === 0) return undefined;
  return html`<details class="folded boundaries"><summary>What went into each boundary, and what came out</summary>
<table><thead><tr><th>boundary</th><th>went in</th><th>came out</th><th>evidence</th></tr></thead><tbody>${chain.map(
    ({ id, status, in: input = '', out: output = '', evidence }) =>
      html`<tr id="boundary-${id}"><th scope="row" class="${TONES[status]}"><span class="sign ${TONES[status]}" role="img" aria-label="${STATUS_TEXTS[status]}" title="${STATUS_TEXTS[status]}">${STATUS_MARKS[status]}</span> ${id}</th><td>${input}</td><td>${output}</td><td>${evidenceBeside(evidence, [input, output], links)}</td></tr>`,
  )}</tbody></table></details>`;
}

/** Text that the row has already is only linked. */
function evidenceBeside(
  evidence: readonly EvidenceRef[],
  shown: readonly string[],
  links: DiagnosisLinks,
): Markup | undefined {
  if (evidence.length === 0) return undefined;
  return evidenceList(
    evidence.map((ref) => (shown.includes(ref.text) ? { ...ref, text: '' } : ref)),
    links,
  );
}
