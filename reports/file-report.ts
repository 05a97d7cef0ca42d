import { isAbsolute, join, relative } from 'node:path';
import type { Reporter } from '../harness/engine/reporter.ts';
import { writeAtomically } from '../lib/write-atomically.ts';

/** A report that is one file: a pure function of a run folder. */
export interface FileReport {
  readonly name: string;
  /** Its name in the run folder. */
  readonly fileName: string;
  /** The file's text, in pieces, so that a long run need not fit into memory. */
  render(runFolder: string): AsyncIterable<string>;
}

/** Writes the report into the run folder once the run is over. */
export function fileReporter(report: FileReport): Reporter {
  return {
    name: report.name,
    fileName: report.fileName,
    finish: (runFolder) => writeAtomically(join(runFolder, report.fileName), report.render(runFolder)),
  };
}

/** A path as CI systems look for files: relative to the folder of the project when it lies in it. */
export function pathFrom(workingFolder: string, path: string): string {
  const nearby = relative(workingFolder, path);
  return nearby === '..' || nearby.startsWith('../') || isAbsolute(nearby) ? path : nearby;
}
