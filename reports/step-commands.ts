import type { Json, StepIdentity } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-folder/run-result.ts';
import {
  ENVIRONMENT_KINDS,
  SCENARIO_PARAMS,
  type ScenarioParam,
} from '../harness/run-data/scenario-params.ts';

/** A command to type, and its purpose. */
export interface StepCommand {
  readonly purpose: string;
  readonly command: string;
}

/**
 * The commands that rerun a step with the pipeline and re-evaluate its evidence. None for a run that the command line
 * cannot reproduce.
 *
 * @param firstKept number of the first step whose evidence was kept, if any
 */
export function stepCommands(run: RunResult, step: StepIdentity, firstKept?: number): StepCommand[] {
  if (!isOfCommandLine(run)) return [];
  const words = ['pnpm scenario', quoted(run.scenario), ...options(run)];
  const rerun = {
    purpose: prefixed(run, 'after a fix, ', 'rerun up to this step'),
    command: [...words, '--step', step.number].join(' '),
  };
  if (firstKept === undefined || step.number < firstKept) return [rerun];
  return [
    rerun,
    {
      purpose: prefixed(run, 'after changing a check, ', 're-evaluate this run'),
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

/** Whether `dubstep scenario` can reproduce the run. */
export function isOfCommandLine({ environment }: RunResult): boolean {
  return ENVIRONMENT_KINDS.some((kind) => kind === environment);
}

/** Omits the condition for a run that passed: there is nothing to fix. */
function prefixed({ status }: RunResult, condition: string, purpose: string): string {
  return status === 'passed' ? purpose : condition + purpose;
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

/** Quotes a word for a POSIX shell where necessary. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
