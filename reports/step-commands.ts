import type { Json, StepIdentity } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-result.ts';

/** A command that a reader can type. */
export interface StepCommand {
  readonly purpose: string;
  readonly command: string;
}

/** The environments that the command line has; a run in another one was made by a program of somebody's own. */
const ENVIRONMENTS: readonly string[] = ['process', 'compose', 'attach'];

/** The options of a scenario that its parameters tell, and what they are when nothing is said. */
const OPTIONS: readonly (readonly [param: string, flag: string, usual: string, unit?: string])[] = [
  ['ports', '--ports', 'auto'],
  ['streamId', '--stream', ''],
  ['fixture', '--fixture', ''],
  ['leadInS', '--lead-in', '0s', 's'],
  ['sts', '--sts', 'real'],
  ['publish', '--publish', 'rtmp'],
  ['ingest', '--ingest', 'recording'],
  ['observe', '--observe', 'monitor'],
  ['config', '--config', ''],
];

/**
 * How to run a step again: with the pipeline, or on what was kept of it. Nothing for a run that the command line cannot
 * make.
 *
 * @param firstKept number of the first step whose observations were kept, if any were
 */
export function stepCommands(run: RunResult, step: StepIdentity, firstKept?: number): StepCommand[] {
  if (!isOfCommandLine(run)) return [];
  const words = ['pnpm scenario', quoted(run.scenario), ...options(run)];
  const again = {
    purpose: `${because(run, 'after a repair')}again, up to this step`,
    command: [...words, '--step', step.number].join(' '),
  };
  if (firstKept === undefined || step.number < firstKept) return [again];
  return [
    again,
    {
      purpose: `${because(run, 'after a change of a check')}judge what was kept again`,
      command: [
        'pnpm scenario',
        quoted(run.scenario),
        '--run',
        quoted(run.runId),
        '--from',
        step.number,
      ].join(' '),
    },
  ];
}

/** Whether the run is one that `dubstep scenario` can make again. */
export function isOfCommandLine({ environment }: RunResult): boolean {
  return ENVIRONMENTS.includes(environment);
}

/** There is nothing to repair in a run that passed. */
function because({ status }: RunResult, why: string): string {
  return status === 'passed' ? '' : `${why}: `;
}

function options({ environment, params }: RunResult): string[] {
  const environmentOption = environment === 'process' ? [] : ['--env', quoted(environment)];
  return [
    ...environmentOption,
    ...OPTIONS.flatMap(([param, flag, usual, unit = '']) => {
      const value = paramOf(params, param);
      const typed = `${value}${unit}`;
      return value === undefined || typed === usual ? [] : [flag, quoted(typed)];
    }),
  ];
}

function paramOf(params: Json, name: string): string | number | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const value = (params as Readonly<Record<string, Json | undefined>>)[name];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** A word that a shell takes as it is. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
