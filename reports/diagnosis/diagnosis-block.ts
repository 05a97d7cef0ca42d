import { CAUSE_CLASSES, UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import type {
  BoundaryState,
  DiagnosedCause,
  Diagnosis,
  EvidenceRef,
} from '../../harness/run-data/diagnosis.ts';
import type { Paint, Style } from '../console/terminal.ts';
import { plainLine } from '../format/plain-text.ts';
import { shortenMiddle, wrapText } from '../format/wrap-text.ts';
import { chainLegend, chainLine } from './chain-line.ts';

/** How {@link diagnosisBlock} prints. */
export interface BlockOptions {
  readonly paint: Paint;
  /** Of a line, in characters; infinite without a terminal. */
  readonly width: number;
}

const MAX_LINES = 12;
/** Causes that are printed with their evidence and fix; the codes of further ones follow. */
const MAX_CAUSES = 2;
const LABEL_WIDTH = 11;

/** The most lines that the items of each kind may have. */
const AMPLE = {
  verdict: 6,
  'strongest evidence': 2,
  'second evidence': 2,
  'first alternative': 2,
  'second alternative': 2,
  legend: 4,
  class: 2,
  other: 2,
  command: 4,
};
type Room = Readonly<typeof AMPLE>;

/** What gives way, in this order, until everything fits. */
const CUTS: readonly Partial<Room>[] = [
  { 'second alternative': 1 },
  { 'first alternative': 1 },
  { 'second alternative': 0 },
  { other: 1 },
  { class: 1 },
  { legend: 1 },
  { 'second evidence': 1 },
  { 'strongest evidence': 1 },
  { 'first alternative': 0 },
  { legend: 0 },
  { class: 0 },
  { verdict: 3 },
  { command: 2 },
  { 'second evidence': 0 },
  { verdict: 2 },
  { command: 1 },
  { verdict: 1 },
];

/** A paragraph of the block. */
interface Item {
  readonly kind: keyof Room;
  /** Before the text of the first line; further lines are indented by its length. */
  readonly prefix: string;
  readonly text: string;
  /** In place of the text where there is room for one line only. */
  readonly short?: string;
  readonly style?: Style;
  /** The beginning of the text, in its own style. */
  readonly headline?: string;
}

/**
 * A diagnosis for a console, in at most 12 lines: the verdict, the chain with its legend, the strongest evidence, further
 * causes with evidence and why they are not named first, who acts, the fix, the next command, and the statement of the
 * test that failed.
 */
export function diagnosisBlock(diagnosis: Diagnosis, { paint, width }: BlockOptions): string[] {
  const { causes, chain, location, next } = diagnosis;
  const shown = causes.slice(0, MAX_CAUSES);
  const verdicts = causes.length === 0 ? [unknownVerdict(diagnosis)] : causeVerdicts(diagnosis);
  const details = [
    ...(causes.length === 0
      ? unknownItems(diagnosis)
      : shown.flatMap(({ evidence }) => evidenceItems(evidence))),
    ...alternativeItems(diagnosis.alternatives),
    classItem(causes.length === 0 ? [UNKNOWN_CAUSE] : shown),
    ...shown.map(({ fix }): Item => ({ kind: 'command', prefix: label('fix'), text: fix, style: 'bold' })),
    { kind: 'command', prefix: label('next'), text: next } satisfies Item,
    ...(location === undefined ? [] : [locationItem(location, width)]),
  ];
  const legend = chain.length === 0 ? [] : [legendItem(diagnosis)];
  const prefix = label('chain');
  const line = paint('dim', prefix) + chainLine(chain, paint, width - prefix.length);
  const chainLines = chain.length === 0 ? [] : [line];
  const room = roomFor([...verdicts, ...legend, ...details], MAX_LINES - chainLines.length, width);
  const printed = (items: readonly Item[]): string[] =>
    items.flatMap((item) => paintedLines(item, linesOf(item, room, width), paint));
  return [...printed(verdicts), ...chainLines, ...printed([...legend, ...details])].slice(0, MAX_LINES);
}

/** A cause with its class: `HOOK_NOT_EXECUTABLE (ENVIRONMENT)`. */
export function causeHeadline({ code, class: faultClass }: Pick<DiagnosedCause, 'code' | 'class'>): string {
  return `${code} (${faultClass})`;
}

/** One sentence for each cause: `HOOK_NOT_EXECUTABLE (ENVIRONMENT): The MediaMTX hook …`. */
export function causeSentences({ causes, verdict }: Diagnosis): string[] {
  if (causes.length === 0) return [`${causeHeadline(UNKNOWN_CAUSE)}: ${verdict}`];
  return causes.map((cause) => `${causeHeadline(cause)}: ${cause.summary}`);
}

function unknownVerdict({ verdict }: Diagnosis): Item {
  return verdictItem(causeHeadline(UNKNOWN_CAUSE), verdict);
}

function causeVerdicts({ causes, verdict }: Diagnosis): Item[] {
  // The verdict of several causes repeats their summaries.
  const items = causes
    .slice(0, MAX_CAUSES)
    .map((cause) => verdictItem(causeHeadline(cause), causes.length === 1 ? verdict : cause.summary));
  const further = causes.slice(MAX_CAUSES).map(causeHeadline);
  return further.length === 0 ? items : [...items, otherItem('further', further.join(', '))];
}

function verdictItem(headline: string, text: string): Item {
  return { kind: 'verdict', prefix: '', headline: `${headline}:`, text: `${headline}: ${text}` };
}

function unknownItems({ chain, broken, examined = [], verdict }: Diagnosis): Item[] {
  const state = chain.find(({ id }) => id === broken);
  const facts = [
    ['went in', state?.in],
    ['came out', state?.out],
  ] as const;
  return [
    ...facts.flatMap(([name, text]) =>
      text === undefined || verdict.includes(text) ? [] : [otherItem(name, text)],
    ),
    ...evidenceItems(newEvidence(state, verdict)),
    ...(examined.length === 0 ? [] : [otherItem('examined', examined.map(examinedName).join(', '))]),
  ];
}

/** What was examined, without what was found: the chain shows it. */
export function examinedName(examined: string): string {
  return examined.split(': ', 1).join('');
}

/** The evidence of a boundary that the lines above it do not state. */
function newEvidence(state: BoundaryState | undefined, verdict: string): EvidenceRef[] {
  const shown = [verdict, state?.in, state?.out].filter((text) => text !== undefined);
  return (state?.evidence ?? []).filter(({ text }) => !shown.some((other) => other.includes(text)));
}

function evidenceItems(evidence: readonly EvidenceRef[]): Item[] {
  return evidence.slice(0, 2).map((ref, index) => ({
    kind: index === 0 ? 'strongest evidence' : 'second evidence',
    prefix: `${label(index === 0 ? 'evidence' : '')}${timeOf(ref).padStart(9)}  `,
    text: ref.text,
  }));
}

/** The time of evidence on the run's clock. */
function timeOf({ atMs }: EvidenceRef): string {
  return atMs === undefined ? '' : `${(atMs / 1000).toFixed(3)} s`;
}

function alternativeItems(alternatives: readonly DiagnosedCause[]): Item[] {
  return alternatives.slice(0, 2).map(({ code, lowerBecause, summary }, index) => ({
    kind: index === 0 ? 'first alternative' : 'second alternative',
    prefix: label(index === 0 ? 'also seen' : ''),
    text: `${code}: ${lowerBecause ?? summary}`,
  }));
}

/** The place is in the test, not in what is to be repaired. It is never shortened for that remark. */
function locationItem(location: string, width: number): Item {
  const remark = `${location} (the statement of the test that failed)`;
  return otherItem('failed at', LABEL_WIDTH + remark.length <= width ? remark : location);
}

/** How the chain and the times of the evidence are read. */
function legendItem({ chain, causes, broken }: Diagnosis): Item {
  const shown = causes.length > 0 ? causes : chain.filter(({ id }) => id === broken);
  const hasEvidence = shown.some(({ evidence }) => evidence.length > 0);
  const short = chainLegend(chain);
  const text = hasEvidence ? `${short}; evidence: strongest first, time since the start of the run` : short;
  return { kind: 'legend', prefix: label('legend'), text, short, style: 'dim' };
}

function classItem(causes: readonly Pick<DiagnosedCause, 'class'>[]): Item {
  const classes = [...new Set(causes.map((cause) => cause.class))];
  const text = classes.map((name) => `${name}: ${CAUSE_CLASSES[name].acts}`).join('; ');
  return { kind: 'class', prefix: label('who acts'), text };
}

function otherItem(name: string, text: string): Item {
  return { kind: 'other', prefix: label(name), text };
}

function label(name: string): string {
  return name.padEnd(LABEL_WIDTH);
}

/** The most generous room in which the items have at most `maxRows` rows on the terminal. */
function roomFor(items: readonly Item[], maxRows: number, width: number): Room {
  let room: Room = AMPLE;
  for (const cut of [{}, ...CUTS]) {
    room = { ...room, ...cut };
    const rows = items.map((item) => rowsOf(item, linesOf(item, room, width), width));
    if (rows.reduce((sum, count) => sum + count, 0) <= maxRows) break;
  }
  return room;
}

/** The rows on a terminal, which breaks what is too long: a command, a path. */
function rowsOf({ prefix }: Item, lines: readonly string[], width: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil((prefix.length + line.length) / width)), 0);
}

function linesOf({ kind, prefix, text, short = text }: Item, room: Room, width: number): string[] {
  const maxLines = room[kind];
  if (maxLines === 0) return [];
  const inner = width - prefix.length;
  const line = plainLine(maxLines === 1 ? short : text);
  // So that it can be copied.
  if (kind === 'command') return [shortenMiddle(line, maxLines * width - prefix.length)];
  let lines = wrapText(line, inner);
  // Lines broken at spaces are not full, so the length that fits is found by trial.
  for (let length = maxLines * inner; lines.length > maxLines && length > inner / 2; length -= 1) {
    lines = wrapText(shortenMiddle(line, length), inner);
  }
  return lines;
}

function paintedLines({ prefix, headline, style }: Item, lines: readonly string[], paint: Paint): string[] {
  const painted = (text: string): string => (style === undefined ? text : paint(style, text));
  return lines.map((line, index) => {
    if (index > 0) return ' '.repeat(prefix.length) + painted(line);
    const start = prefix === '' ? '' : paint('dim', prefix);
    if (headline === undefined || !line.startsWith(headline)) return start + painted(line);
    return start + paint(['red', 'bold'], headline) + painted(line.slice(headline.length));
  });
}
