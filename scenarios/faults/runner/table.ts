import { BOUNDARIES } from '../../../harness/run-data/diagnosis.ts';
import type { FaultRow } from './assess-case.ts';
import type { DistractorRow } from './assess-distractor.ts';

/** Shares are from 0 to 1. A value that has no case is absent. */
export interface Totals {
  readonly n: number;
  readonly detected?: number;
  readonly rightStep?: number;
  readonly causeFirst?: number;
  readonly causeInThree?: number;
  readonly rightChain?: number;
  readonly p95VerdictS?: number;
  readonly leaveOneOutUnknown?: number;
  readonly distractorsUnchanged?: number;
}

/** The content of `table.json`. */
export interface FaultTable {
  readonly rows: readonly FaultRow[];
  readonly distractors: readonly DistractorRow[];
  readonly totals: Totals;
}

/** What the catalogue must show. */
const TARGETS = {
  detected: 1,
  rightStep: 0.98,
  causeFirst: 0.97,
  causeInThree: 0.99,
  rightChain: 0.95,
  leaveOneOutUnknown: 0.95,
  distractorsUnchanged: 1,
} as const satisfies Partial<Record<keyof Totals, number>>;
const MAX_P95_VERDICT_S = 10;

export function tableOf(rows: readonly FaultRow[], distractors: readonly DistractorRow[]): FaultTable {
  const unchanged = shareOf(distractors, ({ isUnchanged, problems }) => isUnchanged && problems.length === 0);
  return {
    ...{ rows, distractors },
    totals: { ...totalsOf(rows), ...(unchanged !== undefined && { distractorsUnchanged: unchanged }) },
  };
}

/** Which targets the totals miss, in words. */
export function missedTargets(totals: Totals): readonly string[] {
  const shares = Object.entries(TARGETS).flatMap(([name, least]) => {
    const share = totals[name as keyof typeof TARGETS];
    return share !== undefined && share < least
      ? [`${name} ${percent(share)}, at least ${percent(least)}`]
      : [];
  });
  const { p95VerdictS } = totals;
  const slow = p95VerdictS !== undefined && p95VerdictS > MAX_P95_VERDICT_S;
  return slow
    ? [...shares, `p95VerdictS ${p95VerdictS.toFixed(1)} s, at most ${MAX_P95_VERDICT_S} s`]
    : shares;
}

/** The table per boundary, as lines. */
export function formatTable({ rows, distractors, totals }: FaultTable): readonly string[] {
  const head = ['boundary', 'n', 'detected', 'step', 'first', 'in 3', 'chain', 'p95 verdict', 'one out'];
  const groups = BOUNDARIES.flatMap((boundary) => {
    const group = rows.filter((row) => row.boundary === boundary);
    return group.length === 0 ? [] : [cellsOf(boundary, totalsOf(group))];
  });
  const faults = rows.length === 0 ? [] : alignColumns([head, ...groups, cellsOf('all', totals)]);
  const { distractorsUnchanged } = totals;
  const last =
    distractorsUnchanged === undefined
      ? []
      : [`distractors: ${distractors.length}, verdict unchanged ${percent(distractorsUnchanged)}`];
  return [...faults, ...last];
}

/** One line for a fault, and one for each way in which the diagnosis differs from the expected one. */
export function formatFaultRow(row: FaultRow): readonly string[] {
  const { id, step, causes, broken, expected, boundary, verdictS, leaveOneOut } = row;
  const found = [step ?? 'no failed step', causes.join(', ') || 'no cause', broken ?? 'no broken boundary'];
  const differences = [
    ...row.problems,
    ...(row.rightStep ? [] : [`expected the step ${expected.step}`]),
    ...(row.causeFirst ? [] : [`expected the cause ${expected.cause}${ofAlternatives(row)}`]),
    ...(row.causeFirst && causes.length > 1 ? [`also named: ${causes.slice(1).join(', ')}`] : []),
    ...(row.rightChain ? [] : [`expected the chain to break at ${boundary}`]),
    ...(leaveOneOut.isUnknown
      ? []
      : [`without its cause: ${leaveOneOut.causes.join(', ') || `unknown at ${leaveOneOut.broken}`}`]),
  ];
  const time = verdictS === undefined ? '' : `  ${verdictS.toFixed(1)} s`;
  const mark = differences.length === 0 ? '✓' : '✗';
  return [`${mark} ${id}  ${found.join(' · ')}${time}`, ...differences.map((text) => `    ${text}`)];
}

export function formatDistractorRow(row: DistractorRow): readonly string[] {
  const { id, isUnchanged, problems, step, causes, broken } = row;
  const verdict = step === undefined ? 'passed' : [step, causes.join(', ') || 'no cause', broken].join(' · ');
  const mark = isUnchanged && problems.length === 0 ? '✓' : '✗';
  return [`${mark} ${id}  ${verdict}`, ...problems.map((text) => `    ${text}`)];
}

function ofAlternatives({ alternatives, expected }: FaultRow): string {
  return alternatives.includes(expected.cause) ? ', which is an alternative' : '';
}

function totalsOf(rows: readonly FaultRow[]): Totals {
  const verdicts = rows.flatMap(({ verdictS }) => verdictS ?? []);
  const shares = {
    detected: shareOf(rows, ({ detected }) => detected),
    rightStep: shareOf(rows, ({ detected, rightStep }) => detected && rightStep),
    causeFirst: shareOf(rows, ({ detected, causeFirst }) => detected && causeFirst),
    causeInThree: shareOf(rows, ({ detected, causeInThree }) => detected && causeInThree),
    rightChain: shareOf(rows, ({ detected, rightChain }) => detected && rightChain),
    p95VerdictS: percentile(verdicts, 0.95),
    leaveOneOutUnknown: shareOf(rows, ({ detected, leaveOneOut }) => detected && leaveOneOut.isUnknown),
  };
  const known = Object.entries(shares).filter(([, value]) => value !== undefined);
  return { n: rows.length, ...Object.fromEntries(known) };
}

function shareOf<T>(items: readonly T[], counts: (item: T) => boolean): number | undefined {
  return items.length === 0 ? undefined : items.filter(counts).length / items.length;
}

/** Nearest rank. */
function percentile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
}

function cellsOf(name: string, totals: Totals): readonly string[] {
  const { n, detected, rightStep, causeFirst, causeInThree, rightChain, p95VerdictS } = totals;
  const shares = [detected, rightStep, causeFirst, causeInThree, rightChain].map(percent);
  const verdict = p95VerdictS === undefined ? '–' : `${p95VerdictS.toFixed(1)} s`;
  return [name, String(n), ...shares, verdict, percent(totals.leaveOneOutUnknown)];
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 1000) / 10} %`;
}

function alignColumns(table: readonly (readonly string[])[]): readonly string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
  );
  return table.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
