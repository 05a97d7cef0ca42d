import { realpath } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { CliContext } from '../cli-context.ts';
import { readKeptRun } from '../earlier-runs/kept-run.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { ask } from '../pause/ask.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import { Invocation } from '../running/invocation.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { UsageError } from '../usage.ts';
import { ChildRun } from './child-run.ts';
import { FileChanges } from './file-changes.ts';
import { WatchedCode, type WatchedScenario } from './watched-code.ts';

export function asksToWatch({ watch }: ScenarioFlags): boolean {
  return watch === true;
}

/**
 * Runs a scenario, and again whenever its code has changed: from the first step that the change touches, on what the
 * last live run has kept; as a whole when that step needs the pipeline. Goes on until it is interrupted.
 *
 * @returns the exit code
 * @throws {UsageError} for what cannot be watched
 */
export async function watchScenario(
  plan: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<number> {
  const scenario = onlyScenario(plan, flags);
  const { command = [], stdout, stdin, workingFolder } = context;
  const tell = (text: string): unknown => stdout.write(`${text}\n`);
  using invocation = new Invocation(tell);
  const { signal } = invocation;

  // A command in `node_modules/.bin` is a link.
  const entry = await realpath(command[1] ?? '');
  let code = await WatchedCode.read(entry, workingFolder, scenario);
  /** First of the steps that are to be run. */
  let next: number | undefined = 0;
  let news = Promise.withResolvers<void>();
  using changes = new FileChanges((files) => {
    const touched = files.flatMap((file) => {
      const step = code.touchedBy(file);
      return step === undefined ? [] : [{ file, step }];
    });
    const first = touched.toSorted((a, b) => a.step - b.step)[0];
    if (first === undefined) return;
    next = Math.min(next ?? first.step, first.step);
    tell(`\n${relative(workingFolder, first.file)} has changed`);
    news.resolve();
  });
  signal.addEventListener('abort', () => news.resolve(), { once: true });

  /** Folder of the last live run that came to its end. */
  let kept: string | undefined;
  while (!signal.aborted) {
    news = Promise.withResolvers();
    code = await WatchedCode.read(entry, workingFolder, scenario);
    changes.watch(code.folders);
    const from: number = next !== undefined && (await canJudge(kept, next)) ? next : 0;
    const isLive = from === 0;
    next = undefined;
    const judging = isLive ? [] : ['--run', kept ?? '', '--from', String(from)];
    tell(
      isLive
        ? 'all steps are run'
        : `judged again from step ${from} on, on what ${basename(kept ?? '')} has kept`,
    );
    if (isLive) kept = undefined;

    const run = new ChildRun(childCommand(command, flags, judging));
    while (!signal.aborted && !(await isOver(run, news.promise))) {
      if (!isLive || next === 0) break;
      // A live run is not thrown away for what can be judged again when it is over.
      news = Promise.withResolvers();
    }
    if (signal.aborted || next !== undefined) run.interrupt();
    await run.ended;
    if (isLive && next !== 0) kept = run.runFolder;
    if (next !== undefined || signal.aborted) continue;
    tell('\nwaiting for a change. Enter: all again. Ctrl-C: end');
    next = (await pressedEnter(news.promise, stdin, signal)) ? 0 : next;
  }
  return EXIT_CODES.interrupted;
}

function onlyScenario({ cells, options }: RunPlan, flags: ScenarioFlags): WatchedScenario {
  const [only, ...others] = cells;
  const { step, from, run, resume, repeat, retries } = flags;
  if (only === undefined || others.length > 0 || repeat > 1 || retries > 0) {
    throw new UsageError('--watch runs one scenario, again and again: leave --repeat and --retries out');
  }
  if ([step, from, run, resume].some((option) => option !== undefined)) {
    throw new UsageError('--watch chooses the steps itself: leave --step, --from, --run and --resume out');
  }
  const { definition, choices } = only;
  return { id: definition.id, steps: definition.build({ ...options, ...choices }).steps };
}

/** What was typed, for one run that leaves nothing running but what is asked for. */
function childCommand(
  command: readonly string[],
  flags: ScenarioFlags,
  judging: readonly string[],
): string[] {
  const keep = flags.keepEnv === undefined && judging.length === 0 ? ['--keep-env', 'never'] : [];
  return [...command.filter((word) => word !== '--watch'), ...keep, ...judging];
}

/** Whether the steps before were passed in a run whose evidence is there. */
async function canJudge(runFolder: string | undefined, from: number): Promise<boolean> {
  if (runFolder === undefined || from === 0) return false;
  const { steps } = await readKeptRun(runFolder);
  return steps.filter(({ number }) => number < from).every(({ status }) => status === 'passed');
}

/** @returns true when the run has ended, false when there is news before */
async function isOver({ ended }: ChildRun, news: Promise<void>): Promise<boolean> {
  return await Promise.race([ended.then(() => true), news.then(() => false)]);
}

/** @returns false when there is news before */
async function pressedEnter(
  news: Promise<void>,
  stdin: CliContext['stdin'],
  signal: AbortSignal,
): Promise<boolean> {
  if (stdin?.isTTY !== true) return await news.then(() => false);
  const asking = new AbortController();
  const answer = ask('', {
    input: stdin,
    write: () => undefined,
    signal: AbortSignal.any([signal, asking.signal]),
  }).catch(() => undefined);
  const pressed = await Promise.race([news.then(() => false), answer.then((line) => line !== undefined)]);
  asking.abort();
  if (!pressed) await news;
  return pressed;
}
