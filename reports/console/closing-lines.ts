import { formatValue } from '../../harness/engine/check-text.ts';
import type { RunEvent, RunStatus, StepResult, StepStatus } from '../../harness/engine/event.ts';
import type { LoggedProblem, RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { plainLine } from '../format/plain-text.ts';
import { counted, formatDuration } from '../format/values.ts';
import { failedStep, loggedCounts } from '../outcome.ts';
import { isOfCommandLine, stepCommands } from '../step-commands.ts';
import { eventLine } from './event-line.ts';
import type { Paint } from './terminal.ts';

/** How {@link nextLines} prints. */
interface NextOptions {
  /** Number of the first step whose evidence was kept, if any. */
  readonly firstKept: number | undefined;
  readonly paint: Paint;
  /** Of the terminal, in characters. */
  readonly width?: number | undefined;
  /** A command that was printed already. */
  readonly printed: string | undefined;
}

/** The commands to type after a failed run: inspect the failed step, rerun it, re-evaluate it. */
export function nextLines(
  run: RunResult,
  { firstKept, paint, width = Number.POSITIVE_INFINITY, printed }: NextOptions,
): string[] {
  const step = failedStep(run);
  if (step === undefined || !isOfCommandLine(run)) return [];
  if (run.status !== 'failed' && run.status !== 'not-started') return [];
  const show = {
    command: `pnpm scenario show ${run.runId} --step ${step.number}`,
    purpose: 'show everything about this step',
  };
  const all = [show, ...(run.status === 'failed' ? stepCommands(run, step, firstKept) : [])];
  const commands = all.filter(({ command }) => command !== printed);
  if (commands.length === 0) return [];
  const longest = Math.max(...commands.map(({ command }) => command.length));
  const fits = commands.every(({ purpose }) => longest + 2 + purpose.length <= width);
  return [
    '',
    ...commands.flatMap(({ command, purpose }) => {
      const typed = plainLine(command);
      return fits
        ? [`${typed.padEnd(longest)}  ${paint('dim', purpose)}`]
        : [paint('dim', `# ${purpose}`), typed];
    }),
  ];
}

const MAX_PROBLEMS_SHOWN = 5;

/** The warnings and errors behind the verdict of a passed run; a failed one has its diagnosis. */
export function loggedProblemLines(run: RunResult, paint: Paint): string[] {
  const { status, runId, warnings = 0, loggedErrors = 0, loggedProblems = [] } = run;
  if (status !== 'passed' || loggedProblems.length === 0) return [];
  const shown = loggedProblems.slice(0, MAX_PROBLEMS_SHOWN);
  const others = warnings + loggedErrors - shown.length;
  const sources = [...new Set(loggedProblems.map(({ source }) => source))].join(',');
  const all = isOfCommandLine(run) ? `: pnpm scenario show ${runId} --logs ${sources}` : '';
  return [
    '',
    paint('yellow', `logged: ${loggedCounts(run).join(', ')}`),
    ...shown.map(
      (problem) =>
        `    ${eventLine({ type: 'log', seq: 0, ...problem }, paint)}${paint('dim', numbersOf(problem))}`,
    ),
    ...(others > 0 ? [paint('dim', plainLine(`    and ${others} more${all}`))] : []),
  ];
}

/** The numbers in the data of a log line, such as a duration. */
function numbersOf({ data }: LoggedProblem): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return '';
  return Object.entries(data)
    .flatMap(([name, value]) =>
      typeof value === 'number' ? [`  ${plainLine(name)} ${formatValue(value)}`] : [],
    )
    .join('');
}

type Verdict = readonly [word: string, style: 'green' | 'red' | 'yellow'];

const VERDICTS: Record<RunStatus, Verdict> = {
  passed: ['PASSED', 'green'],
  failed: ['FAILED', 'red'],
  'not-started': ['NOT STARTED', 'red'],
  interrupted: ['INTERRUPTED', 'yellow'],
};

/** The verdict of a run that passed only on retry. */
const FLAKY: Verdict = ['FLAKY', 'yellow'];

const ORDER: readonly StepStatus[] = ['passed', 'failed', 'timed-out', 'interrupted', 'skipped', 'not-run'];

/** The last line of a run: `FAILED  2 passed, 1 failed, 4 not run, 2 warnings  in 41.2 s  reports/runs/…/index.html`. */
export function verdictLine(
  end: Extract<RunEvent, { readonly type: 'run:end' }> & { readonly flaky: boolean },
  results: readonly StepResult[],
  logged: Pick<RunResult, 'warnings' | 'loggedErrors'>,
  reportPath: string,
  paint: Paint,
): string {
  const [word, style] = end.flaky ? FLAKY : VERDICTS[end.status];
  const counts = ORDER.flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${status.replace('-', ' ')}`];
  });
  const steps = counts.join(', ') || 'no steps';
  const inapplicable = results.flatMap(({ checks }) => checks).filter((check) => check.inapplicable).length;
  const unmeasured =
    inapplicable === 0 ? '' : `, ${paint('yellow', `${counted(inapplicable, 'check')} not measured`)}`;
  const warnings = loggedCounts(logged).map((text) => `, ${paint('yellow', text)}`);
  return `${paint([style, 'bold'], word)}  ${steps}${unmeasured}${warnings.join('')}  in ${formatDuration(end.durationMs)}  ${reportPath}`;
}
