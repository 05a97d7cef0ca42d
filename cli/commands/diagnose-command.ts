import { realpath } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { diagnose, readRunRecord } from '../../harness/diagnosis/index.ts';
import type { RunStatus } from '../../harness/engine/event.ts';
import { indent, stepLine } from '../../reports/console/step-lines.ts';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import { diagnosisBlock } from '../../reports/diagnosis/diagnosis-block.ts';
import { diagnosisMarkdown } from '../../reports/diagnosis/diagnosis-markdown.ts';
import { plainLine } from '../../reports/format/plain-text.ts';
import { readRunResult } from '../../reports/recorded-runs/read-run.ts';
import { type CliContext, printJson } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { runArgument } from './run-argument.ts';

interface Flags {
  readonly json: boolean;
  readonly markdown: boolean;
}

const INDENT = 4;

const ENDINGS: Readonly<Record<RunStatus, string>> = {
  passed: 'passed',
  failed: 'failed outside of its steps',
  'not-started': 'was not started',
  interrupted: 'was interrupted',
};

/** `scenario diagnose [run]` */
export function addDiagnoseCommand(parent: Command, context: CliContext): void {
  const { stdout, env } = context;
  parent
    .command('diagnose')
    .description('name the cause of a failed run from its run folder, with the causes known today')
    .addArgument(runArgument('[run]').default('last'))
    .option('--json', 'print it as JSON', false)
    .addOption(new Option('--markdown', 'print it as Markdown, complete').default(false).conflicts('json'))
    .action(async (run: string, { json, markdown }: Flags) => {
      // `last` names another run as soon as one starts.
      const folder = await realpath(findRun(run, context));
      const diagnosis = diagnose(await readRunRecord(folder));
      if (json) return printJson(diagnosis ?? null, context);
      const { scenario, environment, runId, steps, status } = await readRunResult(folder);
      if (diagnosis === undefined) {
        const reason = `no step of ${runId} failed: the run ${ENDINGS[status]}`;
        stdout.write(`${plainLine(reason)}\n`);
        return;
      }
      if (markdown) {
        stdout.write((await diagnosisMarkdown(folder, diagnosis)) ?? '');
        return;
      }
      const paint = isInteractive(stdout, env) ? colours : noColours;
      const step = steps.find(({ number }) => number === diagnosis.step.number);
      const { columns = Number.POSITIVE_INFINITY } = stdout;
      const lines = [
        paint('dim', plainLine(`${scenario} · environment ${environment} · ${runId}`)),
        ...(step === undefined ? [] : [stepLine(step, step.id.length, paint)]),
        ...indent(diagnosisBlock(diagnosis, { paint, width: columns - INDENT }), INDENT),
      ];
      stdout.write(`${lines.join('\n')}\n`);
    });
}
