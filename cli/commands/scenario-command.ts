import { Argument, type Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { completeWith, scenarioOrTagWords } from '../completion/words.ts';
import { isResumption, planResumption } from '../earlier-runs/resume.ts';
import { addScenarioOptions, type ScenarioFlags, scenarioFlags } from '../options/scenario-flags.ts';
import { planRuns } from '../planning/plan-runs.ts';
import { isReevaluation, reevaluate } from '../running/reevaluate.ts';
import { runPlan } from '../running/run-plan.ts';
import { watchScenario } from '../watch/watch.ts';
import { addDiagnoseCommand } from './diagnose-command.ts';
import { addDiffCommand } from './diff-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { addListCommand } from './list-command.ts';
import { addNewCommand } from './new-command.ts';
import { addShowCommand } from './show-command.ts';
import { addStopCommand } from './stop-command.ts';

/** `scenario [ids...]` and its subcommands. */
export function addScenarioCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const ids = new Argument('[ids...]', 'scenarios, or tags of scenarios; see `scenario list`');
  const command = program
    .command('scenario')
    .description('run scenarios and write their reports; several runs are followed by a comparison')
    .addArgument(completeWith(ids, scenarioOrTagWords))
    .enablePositionalOptions()
    .action(async (names: readonly string[], typed: Omit<ScenarioFlags, 'explicitFlags'>) => {
      const flags = scenarioFlags(command, typed);
      const plan = await planRuns(names, flags, context);
      if (flags.watch) end(await watchScenario(plan, flags, context));
      else if (isResumption(flags))
        end(await runPlan(await planResumption(plan, flags, context), flags, context));
      else end(await (isReevaluation(flags) ? reevaluate : runPlan)(plan, flags, context));
    });
  addScenarioOptions(command);
  addListCommand(command, context);
  addShowCommand(command, context);
  addDiagnoseCommand(command, context);
  addExplainCommand(command, context);
  addStopCommand(command, context);
  addDiffCommand(command, context);
  addNewCommand(command, context);
}
