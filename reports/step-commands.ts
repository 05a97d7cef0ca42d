import type { Json, StepIdentity } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-result.ts';
import {
  ENVIRONMENT_KINDS,
  SCENARIO_PARAMS,
  type ScenarioParam,
} from '../harness/evidence/scenario-params.ts';

/** A command that a reader can type. */
export interface StepCommand {
  readonly purpose: string;
  readonly command: string;
}

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
  return ENVIRONMENT_KINDS.some((kind) => kind === environment);
}

/** There is nothing to repair in a run that passed. */
function because({ status }: RunResult, why: string): string {
  return status === 'passed' ? '' : `${why}: `;
}

function options({ environment, params }: RunResult): string[] {
  return Object.entries<ScenarioParam>(SCENARIO_PARAMS).flatMap(([name, { flag, unit = '', ...param }]) => {
    const value = name === 'environment' ? environment : paramOf(params, name);
    if (value === undefined || value === param.default || param.isRunOnly) return [];
    return [flag, quoted(`${value}${unit}`)];
  });
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
