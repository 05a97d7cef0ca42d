import type { Reporter } from '../harness/engine/run-folder/reporter.ts';
import { type ConsoleOptions, ConsoleReporter } from './console/console-reporter.ts';
import { ctrfReport } from './ctrf/ctrf-report.ts';
import { type FileReport, fileReporter } from './file-report.ts';
import { githubReporter, githubSummaryReport } from './github/github-reporter.ts';
import { htmlReporter } from './html/render-html.ts';
import { jsonReport } from './json/json-reporter.ts';
import { junitReport } from './junit/junit-report.ts';
import { otlpReporter } from './otlp/otlp-reporter.ts';
import { perfettoReport } from './perfetto/perfetto-report.ts';

/** The names of all reporters on the command line. */
export const REPORTER_NAMES = [
  'console',
  'html',
  'json',
  'junit',
  'ctrf',
  'github',
  'perfetto',
  'otlp',
] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** What reporters need besides the run folder. */
export interface ReporterOptions extends ConsoleOptions {
  /** Base URL of an OpenTelemetry collector; by default from its environment variables. */
  readonly otlpEndpoint?: string | undefined;
}

export function createReporter(name: ReporterName, options: ReporterOptions): Reporter {
  const { workingFolder } = options;
  switch (name) {
    case 'console':
      return new ConsoleReporter(options);
    case 'html':
      return htmlReporter;
    case 'json':
      return fileReporter(jsonReport);
    case 'junit':
      return fileReporter(junitReport(workingFolder));
    case 'ctrf':
      return fileReporter(ctrfReport(workingFolder));
    case 'github':
      return githubReporter(options);
    case 'perfetto':
      return fileReporter(perfettoReport);
    case 'otlp':
      return otlpReporter({ env: options.env, endpoint: options.otlpEndpoint });
  }
}

/**
 * The report as a file that can be written anywhere.
 *
 * @returns undefined for `console` and `otlp`, which write no file, and `html`, which links to the run folder
 */
export function createFileReport(name: ReporterName, workingFolder: string): FileReport | undefined {
  switch (name) {
    case 'json':
      return jsonReport;
    case 'junit':
      return junitReport(workingFolder);
    case 'ctrf':
      return ctrfReport(workingFolder);
    case 'github':
      return githubSummaryReport;
    case 'perfetto':
      return perfettoReport;
    case 'console':
    case 'html':
    case 'otlp':
      return undefined;
  }
}
