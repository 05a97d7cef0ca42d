import { isAbsolute, join, relative } from 'node:path';
import type { Reporter } from '../harness/engine/run-folder/reporter.ts';
import { writeAtomically } from '../lib/write-atomically.ts';

/** A report in one file, rendered from a run folder. */
export interface FileReport {
  readonly name: string;
  /** In the run folder. */
  readonly fileName: string;
  /** The text in chunks, so that a long run does not have to fit into memory. */
  render(runFolder: string): AsyncIterable<string>;
}

/** Writes the report into the run folder when the run has ended. */
export function fileReporter(report: FileReport): Reporter {
  return {
    name: report.name,
    fileName: report.fileName,
    finish: (runFolder) => writeAtomically(join(runFolder, report.fileName), report.render(runFolder)),
  };
}

/** A path for CI systems: relative to the working folder when inside it, absolute otherwise. */
export function pathFrom(workingFolder: string, path: string): string {
  const nearby = relative(workingFolder, path);
  return nearby === '..' || nearby.startsWith('../') || isAbsolute(nearby) ? path : nearby;
}
