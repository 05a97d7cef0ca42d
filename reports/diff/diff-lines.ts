import type { RunResult } from '../../harness/engine/run-result.ts';
import { indent } from '../console/step-block.ts';
import type { Paint } from '../console/terminal.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';
import { readComparedRun } from './compared-run.ts';
import { type Divergence, divergences } from './divergences.ts';
import { paramRows, stepRows } from './run-rows.ts';
import { columns } from './text-columns.ts';
import { valueDifferences } from './value-differences.ts';

/** A titled part of the text; nothing when it has no lines. */
type Part = (title: string, lines: readonly string[]) => string[];

const LANES_SHOWN = 12;

/**
 * What differs between two runs, for a terminal: how they were run, how they ended, how long each step took, what
 * their checks found, and where they part. What is alike is left out.
 *
 * @param folderA absolute path of a run folder
 * @param folderB the same of the run that it is compared with
 */
export async function diffLines(folderA: string, folderB: string, paint: Paint): Promise<string[]> {
  const [a, b] = await Promise.all([readComparedRun(folderA), readComparedRun(folderB)]);
  const [first, ...others] = columns(divergences(a, b).slice(0, LANES_SHOWN).map(divergenceRow));
  const part: Part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...indent(lines, 2)];
  return [
    ...headLines(a.result, b.result, paint),
    ...part('run with', columns(paramRows(a.result, b.result))),
    ...part('steps', columns(stepRows(a.result, b.result, paint))),
    ...valuesPart(a.result, b.result, part),
    ...part('first event that only one of them has', [first ?? 'none: the same happened in both']),
    ...part('the first of each other source', others),
  ];
}

function valuesPart(a: RunResult, b: RunResult, part: Part): string[] {
  const { different, oneSided, equal } = valueDifferences(a, b);
  const rows = different.map((value) => [
    `${plainLine(value.step)}: ${plainLine(value.name)}`,
    plainLine(value.a ?? '–'),
    plainLine(value.b ?? '–'),
    value.delta ?? '',
  ]);
  const told = oneSided.map(({ step, side, count }) => {
    return `${plainLine(step)}: ${count} ${count === 1 ? 'value' : 'values'}, only in ${side.toUpperCase()}`;
  });
  const title = equal === 0 ? 'values that differ' : `values that differ, ${equal} are alike`;
  return part(title, [...columns(rows), ...told]);
}

function headLines(a: RunResult, b: RunResult, paint: Paint): string[] {
  const rows = [a, b].map(({ runId, scenario, environment, status, durationMs }, index) => [
    index === 0 ? 'A' : 'B',
    runId,
    `${plainLine(scenario)} · ${plainLine(environment)}`,
    status,
    formatDuration(durationMs),
  ]);
  const lines = columns(rows);
  if (a.scenario === b.scenario) return lines;
  return [...lines, '', paint('yellow', 'Runs of different scenarios: steps are compared by their ids.')];
}

function divergenceRow({ side, happening }: Divergence): string[] {
  const { lane, told, atMs, occurrence } = happening;
  const which = occurrence === 1 ? '' : ` (number ${occurrence})`;
  return [`only in ${side.toUpperCase()}`, `${(atMs / 1000).toFixed(3)} s`, plainLine(lane), told + which];
}
