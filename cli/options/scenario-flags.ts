import type { Command } from 'commander';
import { addOutputOptions, type OutputFlags } from './output-options.ts';
import { addPipelineOptions, type PipelineFlags } from './pipeline-flags.ts';
import { addSelectionOptions, type SelectionFlags } from './selection-options.ts';
import { addStepOptions, type StepFlags } from './step-options.ts';

/** The options of `scenario [ids...]`. */
export interface ScenarioFlags extends SelectionFlags, PipelineFlags, StepFlags, OutputFlags {
  /** Names of the options on the command line; the others have their defaults. */
  readonly explicitFlags: ReadonlySet<string>;
}

/** Adds all option groups, in the order of `--help`. */
export function addScenarioOptions(command: Command): void {
  addSelectionOptions(command);
  addPipelineOptions(command);
  addStepOptions(command);
  addOutputOptions(command);
}

/** @param typed the parsed options of `command` */
export function scenarioFlags(command: Command, typed: Omit<ScenarioFlags, 'explicitFlags'>): ScenarioFlags {
  const names = Object.keys(typed).filter((name) => command.getOptionValueSource(name) === 'cli');
  return { ...typed, explicitFlags: new Set(names) };
}
