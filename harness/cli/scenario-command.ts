import { type Command, Option } from 'commander';
import type { ScenarioDefinition } from '../engine/scenario-definition.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../environments/scenario-options.ts';
import { type AxisFlags, choices } from './axis-options.ts';
import type { CliContext } from './cli-context.ts';
import { durationMsSchema } from './duration.ts';
import { exitCodeOf } from './exit-code.ts';
import { findRun, unknownRun } from './find-run.ts';
import { type KeptRun, readKeptRun } from './kept-run.ts';
import { addListCommand } from './list-command.ts';
import { matrixCells } from './matrix.ts';
import { otlpEndpointOption, type ReporterFlags, reporterOption } from './reporter-options.ts';
import { runMatrix } from './run-matrix.ts';
import { runScenarioCommand } from './run-scenario-command.ts';
import { addShowCommand } from './show-command.ts';
import { accordingTo, oneOf, suggestion, wholeNumber } from './usage.ts';

interface Flags extends ReporterFlags, AxisFlags {
  readonly ports: string;
  readonly stream?: string;
  readonly fixture?: string;
  readonly leadIn: number;
  readonly observe: string;
  readonly config?: string;
  readonly run?: string;
  readonly from?: number;
  readonly until?: number;
  readonly keepEnv: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

const { environment, ports, streamId, leadInS, sts, publish, observe } = scenarioOptionsSchema.shape;

/** Seconds of the slate before the clip. */
const leadIn = accordingTo(durationMsSchema.transform((ms) => ms / 1000).pipe(leadInS.unwrap()));

/** An option whose words and default are those of its schema. */
function choice<Word extends string>(
  flags: string,
  description: string,
  schema: { unwrap(): { readonly options: readonly Word[] }; parse(value: undefined): Word },
): Option {
  const words = schema.unwrap().options;
  return new Option(flags, `${description} (${words.join(' or ')})`)
    .default(schema.parse(undefined))
    .argParser(oneOf(words));
}

/** `scenario <id>` and `scenario list`. */
export function addScenarioCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const command = program
    .command('scenario')
    .description('run a scenario and write its reports; several, or several choices, are run side by side')
    .argument('<ids...>', 'the scenarios; `scenario list` names them')
    .addOption(choices('--env <names>', 'where the pipeline runs', environment))
    .addOption(choice('--ports <kind>', 'free ports, or those of the manual', ports))
    .option('--stream <id>', 'id of the stream; a new one by default', accordingTo(streamId.unwrap()))
    .option('--fixture <clip>', "name or path of the clip; the scenario's own by default")
    .option('--lead-in <time>', 'publish a slate before the clip: what joins late loses that', leadIn, 0)
    .addOption(choices('--sts <modes>', 'real speech translation, or an echo', sts))
    .addOption(choices('--publish <protocols>', 'how the clip is published', publish))
    .addOption(choice('--observe <how>', 'what the STS events are seen with', observe))
    .option('--config <file>', 'of a running pipeline, for --env attach (default: dubstep.config.ts)')
    .option('--until <step>', 'number of the last step to run', wholeNumber)
    .option('--run <run>', 'judge an earlier run again, without the pipeline; with --from')
    .option('--from <step>', 'number of the first step to judge; with --run', wholeNumber)
    .option('--keep-env', 'leave the environment running after the run', false)
    .addOption(reporterOption('how the run is told; console,html by default'))
    .addOption(otlpEndpointOption())
    .option('--json', 'write the result as JSON to stdout, and nothing else', false)
    .option('-v, --verbose', 'tell every poll, observation and log line', false)
    .enablePositionalOptions()
    .action(async (ids: readonly string[], flags: Flags) => {
      const cells = matrixCells({
        environments: flags.env,
        sts: flags.sts,
        publish: flags.publish,
        scenarios: ids.map((id) => find(id)),
      });
      const [only, ...others] = cells;
      if (flags.observe === 'tap' && flags.keepEnv) {
        return command.error(
          'error: --observe tap ends with the run, and with it the environment that --keep-env would keep',
        );
      }
      if (flags.observe === 'tap' && flags.env.includes('attach')) {
        return command.error(
          'error: --observe tap cannot be put into a pipeline that is running already; `dubstep tap` can stand before its STS service',
        );
      }
      const options = scenarioOptionsSchema.parse({
        ports: flags.ports,
        streamId: flags.stream,
        fixture: flags.fixture,
        leadInS: flags.leadIn,
        observe: flags.observe,
        config: flags.config,
        keepEnvironment: flags.keepEnv,
        ...only?.choices,
      });
      if (flags.run !== undefined || flags.from !== undefined) {
        if (only === undefined || others.length > 0) return command.error('error: --run judges one scenario');
        const kept = await keptRun(flags, only.definition.id);
        const { until } = flags;
        const { status } = await runScenarioCommand(only.definition, kept.options, flags, context, {
          kept,
          until,
        });
        return end(exitCodeOf(status));
      }
      if (only !== undefined && others.length === 0) {
        const { until } = flags;
        const { status } = await runScenarioCommand(only.definition, options, flags, context, { until });
        return end(exitCodeOf(status));
      }
      end(await runMatrix(cells, options, flags, context));
    });

  const keptRun = async ({ run, from }: Flags, scenarioId: string): Promise<KeptRun> => {
    if (run === undefined) return command.error('error: --from needs --run <run>: the run to judge again');
    if (from === undefined) return command.error('error: --run needs --from <step>: where to begin to judge');
    const folder = findRun(run, context);
    if (folder === undefined) return command.error(unknownRun(run, context));
    const kept = await readKeptRun(folder, from);
    if (kept.scenarioId === scenarioId) return kept;
    return command.error(`error: run '${run}' is one of ${kept.scenarioId}, not of ${scenarioId}`);
  };

  const find = (id: string): ScenarioDefinition<ScenarioOptions> => {
    const definition = context.scenarios.find((candidate) => candidate.id === id);
    if (definition !== undefined) return definition;
    const known = context.scenarios.map((candidate) => candidate.id);
    return command.error(`error: unknown scenario '${id}'. ${suggestion(id, known)}`);
  };
  addListCommand(command, context);
  addShowCommand(command, context);
}
