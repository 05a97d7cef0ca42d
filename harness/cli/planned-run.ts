import type { MatrixCell } from './matrix.ts';

/** One run that is to be made. */
export interface PlannedRun {
  readonly cell: MatrixCell;
  /** What tells it from the others: the label of its cell, and which of its runs it is when there are several. */
  readonly label: string;
}

/** Every cell as often as it is to be run, the runs of a cell one after the other. */
export function plannedRuns(cells: readonly MatrixCell[], repeat: number): PlannedRun[] {
  return cells.flatMap((cell) =>
    Array.from({ length: repeat }, (_, index) => ({
      cell,
      label: repeat === 1 ? cell.label : `${cell.label} · ${index + 1} of ${repeat}`,
    })),
  );
}
