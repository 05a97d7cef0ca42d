import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { StepIdentity } from '../../harness/engine/event.ts';
import { replay } from '../../harness/engine/run-folder/replay.ts';
import { nearestBeginning, nearestMatch } from '../../lib/nearest-match.ts';
import { ConsoleReporter } from '../../reports/console/console-reporter.ts';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import { plainText } from '../../reports/format/plain-text.ts';
import { readRunView } from '../../reports/html/model/run-view.ts';
import { readRunResult } from '../../reports/recorded-runs/read-run.ts';
import { absentFromStep } from '../../reports/show/absent-from-step.ts';
import { eventLines, type RunContents, readRunContents } from '../../reports/show/event-lines.ts';
import { stepInFull } from '../../reports/show/step-in-full.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { suggestion, UsageError } from '../usage.ts';
import { runArgument } from './run-argument.ts';

interface Flags {
  readonly step?: string;
  readonly logs?: string;
  readonly events?: string;
}

/** `scenario show [run]` */
export function addShowCommand(parent: Command, context: CliContext): void {
  const { stdout, env } = context;
  parent
    .command('show')
    .description('show a run, one step, or its logs and events')
    .addArgument(runArgument('[run]').default('last'))
    .option('--step <step>', 'show one step in full, by number or id')
    .option('--logs <sources>', 'show the log lines of these sources, such as sts,media; prefixes are enough')
    .option('--events <names>', 'show these observed events with their data, such as fragment:processed')
    .action(async (run: string, { step: typedStep, logs, events }: Flags) => {
      // `last` names another run as soon as one starts.
      const folder = await realpath(findRun(run, context));
      const paint = isInteractive(stdout, env) ? colours : noColours;
      const whole = await readRunContents(folder);
      const { steps } = whole;
      const step = typedStep === undefined ? undefined : findStep(typedStep, steps).number;
      if (logs !== undefined || events !== undefined) {
        const logSources = findLogSources(logs, whole);
        const eventNames = findEventNames(events, whole);
        const selection = { step, logSources, eventNames };
        const absent = step === undefined ? [] : await absentFromStep(folder, step, selection);
        for (const line of absent) stdout.write(`${plainText(line)}\n`);
        for await (const line of eventLines(folder, selection, paint)) stdout.write(`${line}\n`);
      } else if (step === undefined) await showRun(folder, context);
      else {
        const contents = await readRunContents(folder, step);
        for (const line of await showStep(folder, step, contents, context)) stdout.write(`${line}\n`);
      }
    });
}

/** @throws {UsageError} for an unknown step */
function findStep(typed: string, steps: readonly StepIdentity[]): StepIdentity {
  const step = steps.find(({ number, id }) => String(number) === typed || id === typed);
  if (step !== undefined) return step;
  const nearest = nearestMatch(
    typed,
    steps.map(({ id }) => id),
  );
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  const known = steps.map(({ number, id }) => `${number} ${id}`).join(', ');
  throw new UsageError(`no step '${typed}'. ${hint}Known: ${known}.`);
}

/** @throws {UsageError} for an unknown source */
function findLogSources(typed: string | undefined, { logSources }: RunContents): ReadonlySet<string> {
  const known = [...logSources.keys()];
  return findAll('--logs', typed, (word) => {
    const matching = known.filter((source) => source.startsWith(word));
    if (matching.length > 0) return matching;
    const nearest = nearestBeginning(word, known);
    const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
    throw new UsageError(`unknown log source '${word}'. ${hint}Known: ${known.join(', ') || 'none'}.`);
  });
}

/** @throws {UsageError} for an event that was not observed */
function findEventNames(typed: string | undefined, { eventNames }: RunContents): ReadonlySet<string> {
  return findAll('--events', typed, (word) => {
    if (eventNames.has(word)) return [word];
    throw new UsageError(`no event '${word}' was observed. ${suggestion(word, [...eventNames.keys()])}`);
  });
}

/** The matches of each word of a comma-separated list; none without the option. */
function findAll(
  flag: string,
  typed: string | undefined,
  find: (word: string) => readonly string[],
): ReadonlySet<string> {
  if (typed === undefined) return new Set();
  const words = typed.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  if (words.length === 0) throw new UsageError(`${flag} needs at least one name`);
  return new Set(words.flatMap(find));
}

async function showRun(folder: string, { stdout, env, workingFolder }: CliContext): Promise<void> {
  // Rejects a log without a run.
  await readRunResult(folder);
  const { isTTY, columns } = stdout;
  const reporter = new ConsoleReporter({
    stream: { write: (text) => stdout.write(text), isTTY, columns },
    env,
    verbose: false,
    workingFolder,
    reportFile: existsSync(join(folder, 'index.html')) ? 'index.html' : '.',
  });
  await replay(folder, [reporter]);
  reporter.finish(folder);
}

async function showStep(
  folder: string,
  number: number,
  contents: RunContents,
  { stdout, env }: CliContext,
): Promise<string[]> {
  const { steps, diagnosis } = await readRunView(folder);
  const paint = isInteractive(stdout, env) ? colours : noColours;
  const width = stdout.columns ?? Number.POSITIVE_INFINITY;
  const step = steps.find(({ result }) => result.number === number);
  return step === undefined ? [] : stepInFull(step, contents, { paint, width, diagnosis });
}
