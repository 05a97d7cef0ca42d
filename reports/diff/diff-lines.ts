import { formatValue } from '../../harness/engine/check-text.ts';
import type { Json, StepResult, StepStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { indent } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { plainLine } from '../format/plain-text.ts';
import { alignColumns, counted, formatDuration } from '../format/values.ts';
import { type Divergence, divergences, readComparedRun } from './divergences.ts';
import { valueDifferences } from './value-differences.ts';

/** A titled section; empty without lines. */
type Section = (title: string, lines: readonly string[]) => string[];

const MAX_SOURCES = 12;
const MAX_CELL_WIDTH = 60;
const DID_NOT_RUN: ReadonlySet<StepStatus> = new Set(['not-run', 'skipped']);
/** A longer change of a step's duration is highlighted. */
const NOTABLE_MS = 1000;

/**
 * The differences between two runs, for a terminal: options, results, duration of each step, values, and the first
 * event that only one of them has.
 *
 * @param folderA absolute path of a run folder
 * @param folderB absolute path of the run folder to compare with
 */
export async function diffLines(folderA: string, folderB: string, paint: Paint): Promise<string[]> {
  const [a, b] = await Promise.all([readComparedRun(folderA), readComparedRun(folderB)]);
  const [first, ...others] = table(divergences(a, b).slice(0, MAX_SOURCES).map(divergenceRow));
  const section: Section = (title, lines) =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...indent(lines, 2)];
  return [
    ...headLines(a.result, b.result, paint),
    ...section('changed options', table(paramRows(a.result, b.result))),
    ...section('steps', table(stepRows(a.result, b.result, paint))),
    ...valuesSection(a.result, b.result, section),
    ...section('first difference', [first ?? 'none: both runs have the same events']),
    ...section('first difference of each other source', others),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  return alignColumns(rows, { maxWidth: MAX_CELL_WIDTH });
}

function headLines(a: RunResult, b: RunResult, paint: Paint): string[] {
  const rows = [a, b].map(({ runId, scenario, environment, status, durationMs }, index) => [
    index === 0 ? 'A' : 'B',
    runId,
    `${plainLine(scenario)} · ${plainLine(environment)}`,
    status,
    formatDuration(durationMs),
  ]);
  const lines = table(rows);
  if (a.scenario === b.scenario) return lines;
  return [...lines, '', paint('yellow', 'Different scenarios: steps are matched by id.')];
}

/** The options in which the runs differ. */
function paramRows(a: RunResult, b: RunResult): string[][] {
  const [ofA, ofB] = [paramsOf(a), paramsOf(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((name) => {
    const [inA, inB] = [ofA.get(name) ?? '–', ofB.get(name) ?? '–'];
    return inA === inB ? [] : [[plainLine(name), plainLine(inA), plainLine(inB)]];
  });
}

function paramsOf({ params, environment }: RunResult): Map<string, string> {
  const entries = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const texts = entries.flatMap(([name, value]: [string, Json | undefined]) =>
    value === undefined ? [] : [[name, formatValue(value)] as const],
  );
  return new Map([...texts, ['environment', environment]]);
}

/** Status and duration of each step. */
function stepRows(a: RunResult, b: RunResult, paint: Paint): string[][] {
  const ids = new Set([...a.steps, ...b.steps].map(({ id }) => id));
  return [...ids].map((id) => {
    const [inA, inB] = [a, b].map(({ steps }) => steps.find((step) => step.id === id));
    const deltaMs = durationDelta(inA, inB);
    const text =
      deltaMs === undefined ? '' : `${deltaMs < 0 ? '-' : '+'}${formatDuration(Math.abs(deltaMs))}`;
    const isNotable = Math.abs(deltaMs ?? 0) >= NOTABLE_MS || inA?.status !== inB?.status;
    return [plainLine(id), stepText(inA), stepText(inB), isNotable ? paint('yellow', text) : text];
  });
}

/** @returns undefined unless the step ran in both runs */
function durationDelta(a: StepResult | undefined, b: StepResult | undefined): number | undefined {
  if (a === undefined || b === undefined || DID_NOT_RUN.has(a.status) || DID_NOT_RUN.has(b.status))
    return undefined;
  return b.durationMs - a.durationMs;
}

function stepText(step: StepResult | undefined): string {
  if (step === undefined) return '–';
  return DID_NOT_RUN.has(step.status) ? step.status : `${step.status} ${formatDuration(step.durationMs)}`;
}

function valuesSection(a: RunResult, b: RunResult, section: Section): string[] {
  const { different, oneSided, equal } = valueDifferences(a, b);
  const rows = different.map((value) => [
    `${plainLine(value.step)}: ${plainLine(value.name)}`,
    plainLine(value.a ?? '–'),
    plainLine(value.b ?? '–'),
    value.delta ?? '',
  ]);
  const onlyOne = oneSided.map(
    ({ step, side, count }) =>
      `${plainLine(step)}: ${counted(count, 'value')}, only in ${side.toUpperCase()}`,
  );
  const title = equal === 0 ? 'changed values' : `changed values (${equal} unchanged)`;
  return section(title, [...table(rows), ...onlyOne]);
}

function divergenceRow({ side, event }: Divergence): string[] {
  const { source, text, atMs, occurrence } = event;
  const which = occurrence === 1 ? '' : ` (occurrence ${occurrence})`;
  return [`only in ${side.toUpperCase()}`, `${(atMs / 1000).toFixed(3)} s`, plainLine(source), text + which];
}
