import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { z } from 'zod';
import type { CliContext } from '../cli-context.ts';
import { readEarlierRun } from '../earlier-runs/earlier-run.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { ScenarioFlags } from '../options/scenario-flags.ts';
import { readAnswer } from '../pause/read-answer.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import { Invocation } from '../running/invocation.ts';
import { UsageError } from '../usage.ts';
import { FileChanges } from './file-changes.ts';
import { WatchedCode, type WatchedScenario } from './watched-code.ts';

/**
 * Runs a scenario, and runs it again whenever its code changes: re-evaluates the last live run from the first affected
 * step, or reruns everything when that step needs the pipeline. Continues until interrupted.
 *
 * @returns the exit code
 * @throws {UsageError} for options that cannot be combined with `--watch`
 */
export async function watchScenario(
  plan: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<number> {
  const scenario = onlyScenario(plan, flags);
  const { command = [], stdout, stdin, workingFolder } = context;
  const print = (text: string): unknown => stdout.write(`${text}\n`);
  using invocation = new Invocation(print);
  const { signal } = invocation;

  // A command in `node_modules/.bin` is a symbolic link.
  const entry = await realpath(command[1] ?? '');
  let code = await WatchedCode.read(entry, workingFolder, scenario);
  /** First step of the next run; undefined when none is needed. */
  let next: number | undefined = 0;
  let changed = Promise.withResolvers<void>();
  using changes = new FileChanges((files) => {
    const affected = files.flatMap((file) => {
      const step = code.firstAffectedStep(file);
      return step === undefined ? [] : [{ file, step }];
    });
    const first = affected.toSorted((a, b) => a.step - b.step)[0];
    if (first === undefined) return;
    next = Math.min(next ?? first.step, first.step);
    print(`\nchanged: ${relative(workingFolder, first.file)}`);
    changed.resolve();
  });
  signal.addEventListener('abort', () => changed.resolve(), { once: true });

  /** Folder of the last completed live run. */
  let recorded: string | undefined;
  while (!signal.aborted) {
    changed = Promise.withResolvers();
    code = await WatchedCode.read(entry, workingFolder, scenario);
    changes.watch(code.folders);
    const from: number = next !== undefined && (await canReevaluate(recorded, next)) ? next : 0;
    const isLive = from === 0;
    next = undefined;
    const reevaluation = isLive ? [] : ['--run', recorded ?? '', '--from', String(from)];
    print(isLive ? 'running all steps' : `re-evaluating ${basename(recorded ?? '')} from step ${from}`);
    if (isLive) recorded = undefined;

    const run = new ChildRun(childCommand(command, flags, reevaluation));
    while (!signal.aborted && !(await endedFirst(run, changed.promise))) {
      if (!isLive || next === 0) break;
      // A live run continues if it can be re-evaluated after its end.
      changed = Promise.withResolvers();
    }
    if (signal.aborted || next !== undefined) run.interrupt();
    await run.ended;
    if (isLive && next !== 0) recorded = run.runFolder;
    if (next !== undefined || signal.aborted) continue;
    print('\nwaiting for changes. Enter: rerun all steps. Ctrl-C: quit');
    next = (await pressedEnter(changed.promise, stdin, signal)) ? 0 : next;
  }
  return EXIT_CODES.interrupted;
}

function onlyScenario({ cells, options }: RunPlan, flags: ScenarioFlags): WatchedScenario {
  const [only, ...others] = cells;
  const { step, from, run, resume, repeat, retries } = flags;
  if (only === undefined || others.length > 0 || repeat > 1 || retries > 0) {
    throw new UsageError('--watch runs one scenario after each change: leave out --repeat and --retries');
  }
  if ([step, from, run, resume].some((option) => option !== undefined)) {
    throw new UsageError('--watch selects the steps itself: leave out --step, --from, --run and --resume');
  }
  const { definition, choices } = only;
  return { id: definition.id, steps: definition.build({ ...options, ...choices }).steps };
}

/** The command of one run. Unless `--keep-env` is given, a live run leaves no services running. */
function childCommand(
  command: readonly string[],
  flags: ScenarioFlags,
  reevaluation: readonly string[],
): string[] {
  const isDefault = flags.keepEnvironment === undefined && reevaluation.length === 0;
  const keep = isDefault ? ['--keep-env', 'never'] : [];
  return [...command.filter((word) => word !== '--watch'), ...keep, ...reevaluation];
}

/** Whether all earlier steps passed in a recorded run. */
async function canReevaluate(runFolder: string | undefined, from: number): Promise<boolean> {
  if (runFolder === undefined || from === 0) return false;
  const { steps } = await readEarlierRun(runFolder);
  return steps.filter(({ number }) => number < from).every(({ status }) => status === 'passed');
}

/** @returns true when the run ends first, false when a change comes first */
async function endedFirst({ ended }: ChildRun, changed: Promise<void>): Promise<boolean> {
  return await Promise.race([ended.then(() => true), changed.then(() => false)]);
}

/** @returns false when a change comes first */
async function pressedEnter(
  changed: Promise<void>,
  stdin: CliContext['stdin'],
  signal: AbortSignal,
): Promise<boolean> {
  if (stdin?.isTTY !== true) return await changed.then(() => false);
  const reading = new AbortController();
  const answer = readAnswer('', {
    input: stdin,
    write: () => undefined,
    signal: AbortSignal.any([signal, reading.signal]),
  }).catch(() => undefined);
  const pressed = await Promise.race([changed.then(() => false), answer.then((line) => line !== undefined)]);
  reading.abort();
  if (!pressed) await changed;
  return pressed;
}

const messageSchema = z.object({ runFolder: z.string() });

/** One run in a separate process, which loads the current code. */
class ChildRun {
  /** Resolves when the process has ended, with any exit code. */
  readonly ended: Promise<void>;
  readonly #child;
  #runFolder: string | undefined;

  /** @param command the program and its arguments */
  constructor([program = process.execPath, ...args]: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message) => {
      const { success, data } = messageSchema.safeParse(message);
      if (success) this.#runFolder = data.runFolder;
    });
    this.ended = once(this.#child, 'close').then(() => undefined);
  }

  /** Absolute path, once the run folder exists. */
  get runFolder(): string | undefined {
    return this.#runFolder;
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }
}
