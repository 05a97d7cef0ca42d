import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { asksToResume, resumed } from '../earlier-runs/resume.ts';
import { addPipelineOptions } from '../options/pipeline-options.ts';
import { addRepeatOptions } from '../options/repeat-options.ts';
import { addSelectionOptions } from '../options/selection-options.ts';
import { addStepOptions } from '../options/step-options.ts';
import { addTellingOptions } from '../options/telling-options.ts';
import { planRuns } from '../planning/plan-runs.ts';
import { asksToJudgeAgain, judgeAgain } from '../running/judge-again.ts';
import { runPlan } from '../running/run-plan.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { asksToWatch, watchScenario } from '../watch/watch.ts';
import { addDiffCommand } from './diff-command.ts';
import { addListCommand } from './list-command.ts';
import { addNewCommand } from './new-command.ts';
import { addShowCommand } from './show-command.ts';
import { addStopCommand } from './stop-command.ts';

/** In the order in which `--help` tells them. */
const OPTION_GROUPS = [
  addSelectionOptions,
  addRepeatOptions,
  addPipelineOptions,
  addStepOptions,
  addTellingOptions,
];

/** `scenario <id>`, and the commands below it. */
export function addScenarioCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const command = program
    .command('scenario')
    .description('run a scenario and write its reports; several, or several choices, are run side by side')
    .argument('[ids...]', 'the scenarios, or tags for all that have them; `scenario list` names them')
    .enablePositionalOptions()
    .action(async (ids: readonly string[], typed: Omit<ScenarioFlags, 'said'>) => {
      const said = new Set(Object.keys(typed).filter((name) => command.getOptionValueSource(name) === 'cli'));
      const flags: ScenarioFlags = { ...typed, said };
      const plan = await planRuns(ids, flags, context);
      if (asksToWatch(flags)) end(await watchScenario(plan, flags, context));
      else if (asksToResume(flags)) end(await runPlan(await resumed(plan, flags, context), flags, context));
      else end(await (asksToJudgeAgain(flags) ? judgeAgain : runPlan)(plan, flags, context));
    });
  for (const addOptions of OPTION_GROUPS) addOptions(command);
  addListCommand(command, context);
  addShowCommand(command, context);
  addStopCommand(command, context);
  addDiffCommand(command, context);
  addNewCommand(command, context);
}
