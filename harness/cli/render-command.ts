import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { createFileReport, createReporter } from '../../reports/create-reporter.ts';
import { writeWhole } from '../../reports/file-report.ts';
import { replay } from '../../reports/replay.ts';
import { finishReporters } from '../../reports/reporter.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-code.ts';
import { findRun, unknownRun } from './find-run.ts';
import { otlpEndpointOption, type ReporterFlags, reporterOption } from './reporter-options.ts';
import { tellFailures } from './tell-failures.ts';

interface Flags extends ReporterFlags {
  readonly output?: string;
}

/** `report render [run] --reporter junit`: lets reporters tell a run of earlier, also one that was killed. */
export function addRenderCommand(
  parent: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const { stdout, stderr, env, workingFolder } = context;
  const command = parent
    .command('render')
    .description('make further reports of a run, from its event log')
    .argument('[run]', 'id of the run, or path of its folder', 'last')
    .addOption(reporterOption('what to make').makeOptionMandatory())
    .addOption(otlpEndpointOption())
    .option('--output <file>', 'where to write it; `-` is stdout. In the run folder by default')
    .action(async (run: string, { reporter: names = [], output, otlpEndpoint }: Flags) => {
      const folder = findRun(run, context);
      if (folder === undefined) return command.error(unknownRun(run, context));

      if (output !== undefined) {
        const [name, ...others] = names;
        const report = name === undefined ? undefined : createFileReport(name, workingFolder);
        if (report === undefined || others.length > 0) {
          return command.error(`error: --output takes one report that is a file, not '${names.join(',')}'`);
        }
        const pieces = report.render(folder);
        if (output === '-') for await (const piece of pieces) stdout.write(piece);
        else await writeWhole(resolve(workingFolder, output), pieces);
        return;
      }

      const options = { stream: { write: (text: string) => stdout.write(text) }, env, workingFolder };
      const reporters = names.map((name) =>
        createReporter(name, { ...options, verbose: false, reportFile: '.', otlpEndpoint }),
      );
      await replay(folder, reporters);
      const failures = await finishReporters(reporters, folder);
      tellFailures(failures, stderr);
      const failed = new Set(failures.map(({ reporter }) => reporter));
      for (const name of names) {
        const file = createFileReport(name, workingFolder)?.fileName;
        if (file !== undefined && name !== 'github' && !failed.has(name))
          stdout.write(`${join(folder, file)}\n`);
      }
      if (failures.length > 0) end(EXIT_CODES.failed);
    });
}
