import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { StepIdentity } from '../../harness/engine/event.ts';
import { replay } from '../../harness/engine/replay.ts';
import { nearestBeginning, nearestMatch } from '../../lib/nearest-match.ts';
import { ConsoleReporter } from '../../reports/console/console-reporter.ts';
import { colours, isInteractive, noColours, type Paint } from '../../reports/console/terminal.ts';
import { readRunView } from '../../reports/html/model/run-view.ts';
import { eventLines } from '../../reports/show/event-lines.ts';
import { type RunContents, readRunContents } from '../../reports/show/run-contents.ts';
import { stepInFull } from '../../reports/show/step-in-full.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { suggestion } from '../usage.ts';

interface Flags {
  readonly step?: string;
  readonly logs?: string;
  readonly events?: string;
}

/** `scenario show [run]`: a run of earlier, one of its steps, or what was logged and seen in it. */
export function addShowCommand(parent: Command, context: CliContext): void {
  const { stdout, env } = context;
  const command = parent
    .command('show')
    .description('tell a run of earlier, one of its steps in full, or what was logged and seen in it')
    .argument('[run]', 'id of the run or its beginning, or path of its folder', 'last')
    .option('--step <step>', 'number or id of a step: that one in full')
    .option('--logs <sources>', 'the log lines of these, such as sts,media; beginnings will do')
    .option('--events <names>', 'what was seen on the interfaces, such as fragment:processed, with its data')
    .action(async (run: string, { step: wanted, logs, events }: Flags) => {
      // `last` will be another run as soon as one is begun.
      const folder = await realpath(findRun(run, context));
      const paint = isInteractive(stdout, env) ? colours : noColours;
      const { steps } = await readRunContents(folder);
      const step = wanted === undefined ? undefined : findStep(wanted, steps).number;
      const contents = await readRunContents(folder, step);
      if (logs !== undefined || events !== undefined) {
        const logSources = sourcesOf(logs, contents);
        const eventNames = namesOf(events, contents);
        for await (const line of eventLines(folder, { step, logSources, eventNames }, paint)) {
          stdout.write(`${line}\n`);
        }
      } else if (step === undefined) await showRun(folder, context);
      else for (const line of await showStep(folder, step, contents, paint)) stdout.write(`${line}\n`);
    });

  const findStep = (wanted: string, steps: readonly StepIdentity[]): StepIdentity => {
    const step = steps.find(({ number, id }) => String(number) === wanted || id === wanted);
    if (step !== undefined) return step;
    const nearest = nearestMatch(
      wanted,
      steps.map(({ id }) => id),
    );
    const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
    const known = steps.map(({ number, id }) => `${number} ${id}`).join(', ');
    return command.error(`error: no step '${wanted}'. ${hint}Known: ${known}.`);
  };
  const sourcesOf = (typed: string | undefined, { logSources }: RunContents): ReadonlySet<string> => {
    const known = [...logSources.keys()];
    return allOf(typed, (word) => {
      const fitting = known.filter((source) => source.startsWith(word));
      if (fitting.length > 0) return fitting;
      const nearest = nearestBeginning(word, known);
      const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
      return command.error(`error: nobody logged as '${word}'. ${hint}Known: ${known.join(', ') || 'none'}.`);
    });
  };

  const namesOf = (typed: string | undefined, { eventNames }: RunContents): ReadonlySet<string> =>
    allOf(typed, (word) => {
      if (eventNames.has(word)) return [word];
      return command.error(`error: no event '${word}' was seen. ${suggestion(word, [...eventNames.keys()])}`);
    });
}

/** What `find` finds for each of the words. */
function allOf(typed: string | undefined, find: (word: string) => readonly string[]): ReadonlySet<string> {
  const words = typed?.split(',').map((word) => word.trim()) ?? [];
  return new Set(words.filter((word) => word !== '').flatMap(find));
}

async function showRun(folder: string, { stdout, env, workingFolder }: CliContext): Promise<void> {
  // Lines that change have no place where all of the run is told at once.
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
  paint: Paint,
): Promise<string[]> {
  const { steps } = await readRunView(folder);
  const step = steps.find(({ result }) => result.number === number);
  return step === undefined ? [] : stepInFull(step, contents, paint);
}
