import { type Choices, runLabels } from '../../reports/recorded-runs/run-labels.ts';
import type { Shard } from '../options/repeat-options.ts';
import type { MatrixCell } from './matrix.ts';

/** One run that is to be made. */
export interface PlannedRun {
  readonly cell: MatrixCell;
  /** What tells its cell from the others. */
  readonly group: string;
  /** What tells the run from all others. */
  readonly label: string;
}

/** Every cell as often as it is to be run, the runs of a cell one after the other. */
export function plannedRuns(cells: readonly MatrixCell[], repeat: number): PlannedRun[] {
  const groups = runLabels(cells.map(choicesOf));
  const repeated = cells.flatMap((cell, index) =>
    Array.from({ length: repeat }, () => ({ cell, group: groups[index] ?? '' })),
  );
  const labels = runLabels(repeated.map(({ cell }) => choicesOf(cell)));
  return repeated.map((run, index) => ({ ...run, label: labels[index] ?? '' }));
}

/** A machine's share: dealt out like cards, so that no machine gets all runs of the longest scenario. */
export function shareOf<Run>(runs: readonly Run[], { number, count }: Shard): Run[] {
  return runs.filter((_, index) => index % count === number - 1);
}

function choicesOf({ definition, choices }: MatrixCell): Choices {
  return { scenario: definition.id, ...choices };
}
