import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { Json, RunEvent, StepResult } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { CAUSE_CLASSES, UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import type {
  BoundaryState,
  DiagnosedCause,
  Diagnosis,
  EvidenceRef,
} from '../../harness/run-data/diagnosis.ts';
import { checkTitle } from '../check-label.ts';
import { CHECK_ERRORS } from '../console/step-lines.ts';
import { markdownBlock, markdownCode, markdownTable, markdownText } from '../format/markdown.ts';
import { counted, formatDuration } from '../format/values.ts';
import { readEvents } from '../recorded-runs/read-run.ts';
import { stepCommands } from '../step-commands.ts';
import { STATUS_MARKS, STATUS_TEXTS } from './chain-groups.ts';
import { causeHeadline, examinedName } from './diagnosis-block.ts';
import { type LogExcerpt, logExcerpt } from './log-excerpt.ts';
import { parseDiagnosis } from './parse-diagnosis.ts';
import { errorBeside } from './repetition.ts';

const MAX_TEXT_LENGTH = 1000;
const SECRET = /secret|token|password|api_?key|authorization/i;

/**
 * The diagnosis of a run as Markdown, complete enough for a ticket or an agent without access to the run folder.
 *
 * @param diagnosis the one that the run recorded by default
 * @returns undefined when the run has none
 */
export async function diagnosisMarkdown(
  runFolder: string,
  diagnosis?: Diagnosis,
): Promise<string | undefined> {
  const run = await readRun(runFolder);
  const shown = diagnosis ?? parseDiagnosis(run.result.diagnosis);
  if (shown === undefined) return undefined;
  const atMs = firstEvidenceMs(shown) ?? run.failedAtMs;
  const sections = [
    heading(shown),
    introduction(shown, run.result),
    chainSection(shown),
    ...shown.causes.map(causeSection),
    ...(shown.causes.length === 0 ? [unknownSection(shown)] : []),
    lowerSection(shown.alternatives),
    checkSection(run.result),
    errorSection(shown, run.result),
    ...(atMs === undefined ? [] : [logSection(atMs, await logExcerpt(runFolder, atMs))]),
    rerunSection(shown, run),
    runSection(run),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** What the document needs of a run. */
interface RecordedRun {
  readonly result: RunResult;
  /** Number of the first step whose evidence was kept, if any. */
  readonly firstKept: number | undefined;
  /** When the first failed step ended. */
  readonly failedAtMs: number | undefined;
  /** The tools and their versions, as the run determined them. */
  readonly tools: Json | undefined;
}

async function readRun(runFolder: string): Promise<RecordedRun> {
  const builder = new RunResultBuilder();
  let firstKept: number | undefined;
  let failedAtMs: number | undefined;
  let tools: Json | undefined;
  const read = (event: RunEvent): void => {
    builder.add(event);
    if (event.type === 'attachment' && event.path.startsWith('evidence/')) firstKept ??= event.during;
    if (event.type === 'step:end' && isFailed(event.result)) failedAtMs ??= event.atMs;
    if (event.type === 'observation' && event.source === 'probe' && event.name === 'tools')
      tools = event.data;
  };
  for await (const event of readEvents(runFolder)) read(event);
  return { result: builder.result(), firstKept, failedAtMs, tools };
}

function isFailed({ status }: StepResult): boolean {
  return status === 'failed' || status === 'timed-out';
}

function heading({ causes, verdict }: Diagnosis): string {
  const [first = UNKNOWN_CAUSE, ...others] = causes;
  const further = others.map((cause) => `, ${causeHeadline(cause)}`).join('');
  return `# ${markdownText(causeHeadline(first))}${markdownText(further)}\n\n${markdownText(verdict)}`;
}

function introduction({ step, location }: Diagnosis, result: RunResult): string {
  const { scenario, environment, runId, startedAt, durationMs } = result;
  const place =
    location === undefined ? '' : ` The statement of the test that failed is at ${markdownCode(location)}.`;
  return [
    `${markdownCode(scenario)} failed at step ${step.number} ${markdownCode(step.id)} (${markdownText(step.title)}).${place}`,
    `Run ${markdownCode(runId)}, environment ${markdownCode(environment)}, started at ${markdownText(startedAt)}, ${formatDuration(durationMs)}. Times are seconds since the start of the run.`,
  ].join('\n');
}

function chainSection({ chain, causes }: Diagnosis): string {
  if (chain.length === 0) return '';
  const ofCauses = causes.flatMap(({ evidence }) => evidence.map((ref) => ref.text));
  const rows = chain.map((state) => [
    `${STATUS_MARKS[state.status]} ${STATUS_TEXTS[state.status]}`,
    boundaryName(state),
    text(state.in),
    text(state.out),
    chainEvidence(state, ofCauses),
  ]);
  return section('Chain', markdownTable(['status', 'boundary', 'went in', 'came out', 'evidence'], rows));
}

function boundaryName({ id, status }: BoundaryState): string {
  return status === 'broken' ? `**${id}**` : id;
}

/** Where the document states a fact elsewhere, only its time and reference. */
function chainEvidence(
  { in: input, out: output, evidence }: BoundaryState,
  stated: readonly string[],
): string {
  const elsewhere = new Set([input, output, ...stated]);
  const items = evidence.map((ref) => {
    const shown = elsewhere.has(ref.text) ? '' : text(ref.text);
    const reference = ref.seq === undefined ? '' : `(event ${ref.seq})`;
    return [timeOf(ref), shown, reference].filter((part) => part !== '').join(' ');
  });
  return items.filter((item) => item !== '').join('<br>');
}

function causeSection(cause: DiagnosedCause): string {
  const { code, title, class: causeClass, boundary, evidence, against, fix, confirm } = cause;
  return section(
    `${code}: ${title}`,
    `Boundary ${boundary}. Class ${causeClass}. Who acts: ${CAUSE_CLASSES[causeClass].acts}.`,
    '**Evidence for it, strongest first**',
    evidenceTable(evidence),
    '**Evidence against it**',
    against.length === 0 ? 'None was found.' : evidenceTable(against),
    '**Fix**',
    markdownText(fix),
    ...(confirm.length === 0 ? [] : ['**Confirm**', markdownBlock(confirm, 'sh')]),
  );
}

function unknownSection({ examined = [] }: Diagnosis): string {
  return section(
    UNKNOWN_CAUSE.title,
    markdownText(UNKNOWN_CAUSE.meaning),
    ...(examined.length === 0
      ? []
      : [`**Examined**: ${markdownText(examined.map(examinedName).join(', '))}.`]),
  );
}

function lowerSection(alternatives: readonly DiagnosedCause[]): string {
  if (alternatives.length === 0) return '';
  const rows = alternatives.map(({ code, summary, evidence, against, lowerBecause = '' }) => [
    code,
    text(summary),
    evidence.map((ref) => `${timeOf(ref)} ${text(ref.text)}`.trim()).join('<br>'),
    against.map((ref) => `${timeOf(ref)} ${text(ref.text)}`.trim()).join('<br>'),
    text(lowerBecause),
  ]);
  return section(
    'Other causes with evidence',
    markdownTable(['cause', 'summary', 'for it', 'against it', 'not named first because'], rows),
  );
}

function evidenceTable(evidence: readonly EvidenceRef[]): string {
  const rows = evidence.map((ref) => [
    timeOf(ref),
    text(ref.text),
    text(ref.source),
    [
      ...(ref.seq === undefined ? [] : [`event ${ref.seq} of \`events.ndjson\``]),
      ...(ref.file === undefined ? [] : [markdownCode(ref.file)]),
    ].join(', '),
  ]);
  return markdownTable(['time', 'evidence', 'source', 'recorded in'], rows);
}

function checkSection({ steps }: RunResult): string {
  const rows = steps.flatMap(({ number, id, checks }) =>
    checks
      .filter(({ status }) => status !== 'passed')
      .map((check) => [
        `${number} ${text(id)}`,
        text(checkTitle(check)),
        markdownCode(formatActual(check)),
        markdownCode(formatLimit(check) ?? ''),
        text(check.note),
      ]),
  );
  if (rows.length === 0) return '';
  return section(
    'Checks that did not pass',
    markdownTable(['step', 'check', 'measured', 'limit', 'note'], rows),
  );
}

function errorSection(diagnosis: Diagnosis, { steps }: RunResult): string {
  const rows = steps.flatMap(({ number, id, error }) => {
    const beside =
      error === undefined || CHECK_ERRORS.has(error.code) ? undefined : errorBeside(error, diagnosis);
    return beside === undefined
      ? []
      : [[`${number} ${text(id)}`, markdownText(beside.code), text(beside.message)]];
  });
  return rows.length === 0
    ? ''
    : section('Errors of steps', markdownTable(['step', 'code', 'message'], rows));
}

function logSection(atMs: number, { lines, omitted }: LogExcerpt): string {
  const shown = lines.map(({ atMs: lineMs, source, level, message, data }) => {
    const details = data === undefined ? '' : `  ${JSON.stringify(data)}`;
    return clip(
      `${secondsOf(lineMs).padStart(10)}  ${source}  ${level}  ${message}${details}`,
      MAX_TEXT_LENGTH,
    );
  });
  const left = omitted === 0 ? '' : ` ${counted(omitted, 'routine line')} further away left out.`;
  return section(
    `Log around ${secondsOf(atMs)}`,
    lines.length === 0 ? 'No source logged anything.' : `All sources on one clock.${left}`,
    ...(lines.length === 0 ? [] : [markdownBlock(shown)]),
  );
}

function rerunSection({ next, step }: Diagnosis, { result, firstKept }: RecordedRun): string {
  const commands = stepCommands(result, step, firstKept);
  const lines = [
    `${next}  # inspect`,
    `pnpm scenario diagnose ${result.runId}  # diagnose again`,
    ...commands.map(({ command, purpose }) => `${command}  # ${purpose}`),
  ];
  return section('Rerun', markdownBlock(lines, 'sh'));
}

function runSection({ result, tools }: RecordedRun): string {
  return section(
    'Run',
    markdownBlock(
      [JSON.stringify({ params: withoutSecrets(result.params), tools: tools ?? 'not determined' })],
      'json',
    ),
  );
}

/** A ticket has other readers than the machine. */
function withoutSecrets(value: Json): Json {
  return JSON.parse(JSON.stringify(value, (key, each) => (SECRET.test(key) ? '(removed)' : each))) as Json;
}

function section(title: string, ...paragraphs: readonly string[]): string {
  return [`## ${markdownText(title)}`, ...paragraphs].join('\n\n');
}

function text(value: string | undefined): string {
  return value === undefined ? '' : markdownText(clip(value, MAX_TEXT_LENGTH));
}

function timeOf({ atMs }: EvidenceRef): string {
  return atMs === undefined ? '' : secondsOf(atMs);
}

function secondsOf(atMs: number): string {
  return `${(atMs / 1000).toFixed(3)} s`;
}

/** The earliest evidence of the causes, or of the broken boundary. */
function firstEvidenceMs({ causes, chain, broken }: Diagnosis): number | undefined {
  const ofCauses = causes.flatMap(({ evidence }) => evidence.flatMap(({ atMs }) => atMs ?? []));
  const ofBoundary = chain.find(({ id }) => id === broken)?.evidence.flatMap(({ atMs }) => atMs ?? []) ?? [];
  const times = ofCauses.length > 0 ? ofCauses : ofBoundary;
  return times.length === 0 ? undefined : Math.min(...times);
}
