import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { type Choices, runLabels } from '../../reports/recorded-runs/run-labels.ts';
import type { Shard } from '../options/selection-options.ts';
import type { MatrixCell } from './matrix.ts';

export interface PlannedRun {
  readonly cell: MatrixCell;
  /** Distinguishes its cell from the others. */
  readonly group: string;
  /** Distinguishes the run from all others. */
  readonly label: string;
}

export interface EndedRun extends PlannedRun {
  readonly result: RunResult;
}

/** Repeats every cell `repeat` times; the runs of a cell follow each other. */
export function plannedRuns(cells: readonly MatrixCell[], repeat: number): PlannedRun[] {
  const groups = runLabels(cells.map(choicesOf));
  const repeated = cells.flatMap((cell, index) =>
    Array.from({ length: repeat }, () => ({ cell, group: groups[index] ?? '' })),
  );
  const labels = runLabels(repeated.map(({ cell }) => choicesOf(cell)));
  return repeated.map((run, index) => ({ ...run, label: labels[index] ?? '' }));
}

/** The runs of one shard, dealt in turn so that the runs of the longest scenario are spread over all shards. */
export function shardOf<Run>(runs: readonly Run[], { number, count }: Shard): Run[] {
  return runs.filter((_, index) => index % count === number - 1);
}

function choicesOf({ definition, choices }: MatrixCell): Choices {
  return { scenario: definition.id, ...choices };
}
