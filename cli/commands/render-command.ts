import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { replay } from '../../harness/engine/run-folder/replay.ts';
import { finishReporters } from '../../harness/engine/run-folder/reporter.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { createFileReport, createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import type { FileReport } from '../../reports/file-report.ts';
import { formatSize } from '../../reports/format/values.ts';
import { renderHtml, singlePage } from '../../reports/html/render-html.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { EXIT_CODES } from '../exit-code.ts';
import {
  otlpEndpointOption,
  type ReporterFlags,
  reporterOption,
  requireOtlpReporter,
} from '../options/output-options.ts';
import { printReporterFailures } from '../running/run-reporters.ts';
import { UsageError } from '../usage.ts';
import { runArgument } from './run-argument.ts';

interface Flags extends ReporterFlags {
  readonly output?: string;
  readonly singleFile: boolean;
}

/** `report render [run] --reporter junit`: renders reports of an earlier run, even of one that was killed. */
export function addRenderCommand(
  parent: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  parent
    .command('render')
    .description('render more reports of an earlier run from its event log')
    .addArgument(runArgument('[run]').default('last'))
    .addOption(reporterOption('reports to render, separated by commas').makeOptionMandatory())
    .addOption(otlpEndpointOption())
    .addOption(
      new Option('--output <file>', 'file to write, or `-` for stdout').default(
        undefined,
        'in the run folder',
      ),
    )
    .option('--single-file', 'with --reporter html: one page that contains all of its media', false)
    .action(async (run: string, flags: Flags) => {
      requireOtlpReporter(flags);
      const { reporter: names = [], output, singleFile, otlpEndpoint } = flags;
      const folder = findRun(run, context);
      if (singleFile) {
        if (names.join() === 'html') return await renderSingleFile(folder, output, context);
        throw new UsageError(`--single-file needs --reporter html, not '${names.join(',')}'`);
      }
      if (output === undefined) return end(await renderInPlace(folder, names, otlpEndpoint, context));
      const [report, ...others] = names.map((name) => createFileReport(name, context.workingFolder));
      if (report === undefined || others.length > 0) {
        throw new UsageError(`--output needs one reporter that writes a file, not '${names.join(',')}'`);
      }
      await renderTo(output, report, folder, context);
    });
}

async function renderSingleFile(
  folder: string,
  output: string | undefined,
  { stdout, stderr, workingFolder }: CliContext,
): Promise<void> {
  if (output === '-') {
    stdout.write(await singlePage(folder));
    return;
  }
  const file = output === undefined ? join(folder, 'report.html') : resolve(workingFolder, output);
  const { sizeBytes } = await renderHtml(folder, { singleFile: file });
  stdout.write(`${file}\n`);
  stderr.write(`${formatSize(sizeBytes)}, including all media\n`);
}

async function renderTo(
  output: string,
  report: FileReport,
  folder: string,
  { stdout, workingFolder }: CliContext,
): Promise<void> {
  const chunks = report.render(folder);
  if (output !== '-') return writeAtomically(resolve(workingFolder, output), chunks);
  for await (const chunk of chunks) stdout.write(chunk);
}

/** @returns the exit code */
async function renderInPlace(
  folder: string,
  names: readonly ReporterName[],
  otlpEndpoint: string | undefined,
  { stdout, stderr, env, workingFolder }: CliContext,
): Promise<number> {
  // Without isTTY the console draws no live line.
  const stream = { write: (text: string) => stdout.write(text) };
  const options = { stream, env, workingFolder, verbose: false, reportFile: '.', otlpEndpoint };
  const reporters = names.map((name) => createReporter(name, options));
  await replay(folder, reporters);
  const failures = await finishReporters(reporters, folder);
  printReporterFailures(failures, stderr);
  const failed = new Set(failures.map(({ reporter }) => reporter));
  for (const { name, fileName } of reporters) {
    if (fileName === undefined || failed.has(name)) continue;
    const file = join(folder, fileName);
    // A run without a failure has no diagnosis.
    if (existsSync(file)) stdout.write(`${file}\n`);
  }
  return failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}
