import type { Reporter } from '../harness/engine/run-folder/reporter.ts';
import { type ConsoleOptions, ConsoleReporter } from './console/console-reporter.ts';
import { ctrfReport } from './ctrf/ctrf-report.ts';
import { diagnosisReport, diagnosisReporter } from './diagnosis/diagnosis-report.ts';
import { type FileReport, fileReporter } from './file-report.ts';
import { githubReporter, githubSummaryReport } from './github/github-reporter.ts';
import { htmlReporter } from './html/render-html.ts';
import { jsonReport } from './json/json-reporter.ts';
import { junitReport } from './junit/junit-report.ts';
import { otlpReporter } from './otlp/otlp-reporter.ts';
import { perfettoReport } from './perfetto/perfetto-report.ts';

/** What reporters need besides the run folder. */
export interface ReporterOptions extends ConsoleOptions {
  /** Base URL of an OpenTelemetry collector; by default from its environment variables. */
  readonly otlpEndpoint?: string | undefined;
}

type CreateFile = (workingFolder: string) => FileReport;

/** `file` is the report as one file that can be written anywhere; its reporter writes it into the run folder. */
type ReporterEntry =
  | { readonly create: (options: ReporterOptions) => Reporter; readonly file: CreateFile | null }
  | { readonly create?: undefined; readonly file: CreateFile };

/** The names of all reporters. The command line, completion and help derive from it. */
export const REPORTER_NAMES = [
  'console',
  'html',
  'json',
  'diagnosis',
  'junit',
  'ctrf',
  'github',
  'perfetto',
  'otlp',
] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

const REPORTERS: Readonly<Record<ReporterName, ReporterEntry>> = {
  console: { create: (options) => new ConsoleReporter(options), file: null },
  // The page links to files of the run folder.
  html: { create: () => htmlReporter, file: null },
  json: { file: () => jsonReport },
  diagnosis: { create: () => diagnosisReporter, file: () => diagnosisReport },
  junit: { file: junitReport },
  ctrf: { file: ctrfReport },
  github: { create: githubReporter, file: () => githubSummaryReport },
  perfetto: { file: () => perfettoReport },
  otlp: { create: ({ env, otlpEndpoint: endpoint }) => otlpReporter({ env, endpoint }), file: null },
};

export function createReporter(name: ReporterName, options: ReporterOptions): Reporter {
  const entry = REPORTERS[name];
  return entry.create === undefined ? fileReporter(entry.file(options.workingFolder)) : entry.create(options);
}

/**
 * The report as a file that can be written anywhere.
 *
 * @returns undefined for `console` and `otlp`, which write no file, and `html`, which links to the run folder
 */
export function createFileReport(name: ReporterName, workingFolder: string): FileReport | undefined {
  return REPORTERS[name].file?.(workingFolder);
}
