import { type Command, Option } from 'commander';
import { scenarioOptionsSchema } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { addListCommand } from './list-command.ts';
import { otlpEndpointOption, type ReporterFlags, reporterOption } from './reporter-options.ts';
import { runScenarioCommand } from './run-scenario-command.ts';
import { accordingTo, oneOf, suggestion } from './usage.ts';

interface Flags extends ReporterFlags {
  readonly env: string;
  readonly ports: string;
  readonly stream?: string;
  readonly fixture?: string;
  readonly sts: string;
  readonly publish: string;
  readonly observe: string;
  readonly config?: string;
  readonly keepEnv: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

const { environment, ports, streamId, sts, publish, observe } = scenarioOptionsSchema.shape;

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
    .description('run a scenario and write its reports')
    .argument('<id>', 'the scenario; `scenario list` names them')
    .addOption(choice('--env <name>', 'where the pipeline runs', environment))
    .addOption(choice('--ports <kind>', 'free ports, or those of the manual', ports))
    .option('--stream <id>', 'id of the stream; a new one by default', accordingTo(streamId.unwrap()))
    .option('--fixture <clip>', "name or path of the clip; the scenario's own by default")
    .addOption(choice('--sts <mode>', 'real speech translation, or an echo', sts))
    .addOption(choice('--publish <protocol>', 'how the clip is published', publish))
    .addOption(choice('--observe <how>', 'what the STS events are seen with', observe))
    .option('--config <file>', 'of a running pipeline, for --env attach (default: dubstep.config.ts)')
    .option('--keep-env', 'leave the environment running after the run', false)
    .addOption(reporterOption('how the run is told; console,html by default'))
    .addOption(otlpEndpointOption())
    .option('--json', 'write the result as JSON to stdout, and nothing else', false)
    .option('-v, --verbose', 'tell every poll, observation and log line', false)
    .enablePositionalOptions()
    .action(async (id: string, flags: Flags) => {
      const definition = context.scenarios.find((candidate) => candidate.id === id);
      if (definition === undefined) {
        const known = context.scenarios.map((candidate) => candidate.id);
        return command.error(`error: unknown scenario '${id}'. ${suggestion(id, known)}`);
      }
      if (flags.observe === 'tap' && flags.keepEnv) {
        return command.error(
          'error: --observe tap ends with the run, and with it the environment that --keep-env would keep',
        );
      }
      if (flags.observe === 'tap' && flags.env === 'attach') {
        return command.error(
          'error: --observe tap cannot be put into a pipeline that is running already; `dubstep tap` can stand before its STS service',
        );
      }
      const options = scenarioOptionsSchema.parse({
        environment: flags.env,
        ports: flags.ports,
        streamId: flags.stream,
        fixture: flags.fixture,
        sts: flags.sts,
        publish: flags.publish,
        observe: flags.observe,
        config: flags.config,
        keepEnvironment: flags.keepEnv,
      });
      end(await runScenarioCommand(definition, options, flags, context));
    });
  addListCommand(command, context);
}
