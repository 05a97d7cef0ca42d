import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { replay } from '../../harness/engine/replay.ts';
import { finishReporters } from '../../harness/engine/reporter.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { createFileReport, createReporter, type ReporterName } from '../../reports/create-reporter.ts';
import type { FileReport } from '../../reports/file-report.ts';
import { formatSize } from '../../reports/format/values.ts';
import { renderHtml } from '../../reports/html/render-html.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { otlpEndpointOption, type ReporterFlags, reporterOption } from '../options/reporter-options.ts';
import { tellFailures } from '../running/tell-failures.ts';
import { UsageError } from '../usage.ts';

interface Flags extends ReporterFlags {
  readonly output?: string;
  readonly singleFile: boolean;
}

/** `report render [run] --reporter junit`: lets reporters tell a run of earlier, also one that was killed. */
export function addRenderCommand(
  parent: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  parent
    .command('render')
    .description('make further reports of a run, from its event log')
    .argument('[run]', 'id of the run, or path of its folder', 'last')
    .addOption(reporterOption('what to make').makeOptionMandatory())
    .addOption(otlpEndpointOption())
    .option('--output <file>', 'where to write it; `-` is stdout. In the run folder by default')
    .option('--single-file', 'with --reporter html: one page that needs no files beside it', false)
    .action(async (run: string, { reporter: names = [], output, singleFile, otlpEndpoint }: Flags) => {
      const folder = findRun(run, context);
      if (singleFile) {
        if (names.join() === 'html') return await renderSingleFile(folder, output, context);
        throw new UsageError(`--single-file goes with --reporter html, not '${names.join(',')}'`);
      }
      if (output === undefined) return end(await renderInPlace(folder, names, otlpEndpoint, context));
      const [report, ...others] = names.map((name) => createFileReport(name, context.workingFolder));
      if (report === undefined || others.length > 0) {
        throw new UsageError(`--output takes one report that is a file, not '${names.join(',')}'`);
      }
      await renderTo(output, report, folder, context);
    });
}

async function renderSingleFile(
  folder: string,
  output: string | undefined,
  { stdout, stderr, workingFolder }: CliContext,
): Promise<void> {
  const file = output === undefined ? join(folder, 'report.html') : resolve(workingFolder, output);
  const { sizeBytes } = await renderHtml(folder, { singleFile: file });
  stdout.write(`${file}\n`);
  stderr.write(`${formatSize(sizeBytes)} with all of its media inside\n`);
}

async function renderTo(
  output: string,
  report: FileReport,
  folder: string,
  { stdout, workingFolder }: CliContext,
): Promise<void> {
  const pieces = report.render(folder);
  if (output !== '-') return writeAtomically(resolve(workingFolder, output), pieces);
  for await (const piece of pieces) stdout.write(piece);
}

/** @returns the exit code */
async function renderInPlace(
  folder: string,
  names: readonly ReporterName[],
  otlpEndpoint: string | undefined,
  { stdout, stderr, env, workingFolder }: CliContext,
): Promise<number> {
  // Lines that change have no place where all of the run is told at once.
  const stream = { write: (text: string) => stdout.write(text) };
  const options = { stream, env, workingFolder, verbose: false, reportFile: '.', otlpEndpoint };
  const reporters = names.map((name) => createReporter(name, options));
  await replay(folder, reporters);
  const failures = await finishReporters(reporters, folder);
  tellFailures(failures, stderr);
  const failed = new Set(failures.map(({ reporter }) => reporter));
  for (const { name, fileName } of reporters) {
    if (fileName !== undefined && !failed.has(name)) stdout.write(`${join(folder, fileName)}\n`);
  }
  return failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}
