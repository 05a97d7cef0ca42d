import { type Command, Option } from 'commander';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { durationMsSchema } from '../duration.ts';
import { accordingTo, oneOf, UsageError } from '../usage.ts';
import { type AxisFlags, choices } from './axis-options.ts';

/** Where the pipeline runs, and what goes through it. */
export interface PipelineFlags extends AxisFlags {
  readonly ports: string;
  readonly stream?: string;
  readonly fixture?: string;
  readonly leadIn: number;
  readonly ingest: string;
  readonly observe: string;
  readonly config?: string;
  readonly keepEnv?: ScenarioOptions['keepEnvironment'];
}

const { environment, ports, streamId, leadInS, sts, publish, ingest, observe, keepEnvironment } =
  scenarioOptionsSchema.shape;

const keepModes = keepEnvironment.unwrap().options;

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

export function addPipelineOptions(command: Command): void {
  command
    .addOption(choices('--env <names>', 'where the pipeline runs', environment))
    .addOption(choice('--ports <kind>', 'free ports, or those of the manual', ports))
    .option('--stream <id>', 'id of the stream; a new one by default', accordingTo(streamId.unwrap()))
    .option('--fixture <clip>', "name or path of the clip; the scenario's own by default")
    .option('--lead-in <time>', 'publish a slate before the clip: what joins late loses that', leadIn, 0)
    .addOption(choices('--sts <modes>', 'real speech translation, or an echo', sts))
    .addOption(choices('--publish <protocols>', 'how the clip is published', publish))
    .addOption(choice('--ingest <how>', 'how the worker reads the stream', ingest))
    .addOption(choice('--observe <how>', 'what the STS events are seen with', observe))
    .option('--config <file>', 'of a running pipeline, for --env attach (default: dubstep.config.ts)')
    .addOption(
      new Option(
        '--keep-env [when]',
        `leave the environment running after the run (${keepModes.join(', ')}; by default on-failure on a terminal, else never)`,
      )
        .preset('always')
        .argParser(oneOf(keepModes)),
    );
}

/**
 * What the flags ask of every run; what may be chosen more than once is left as it is by default.
 *
 * @throws {UsageError} for flags that exclude each other
 */
export function commonOptions(flags: PipelineFlags): ScenarioOptions {
  if (flags.observe === 'tap' && flags.keepEnv !== undefined && flags.keepEnv !== 'never') {
    throw new UsageError(
      '--observe tap ends with the run, and with it the environment that --keep-env would keep',
    );
  }
  return scenarioOptionsSchema.parse({
    ports: flags.ports,
    streamId: flags.stream,
    fixture: flags.fixture,
    leadInS: flags.leadIn,
    ingest: flags.ingest,
    observe: flags.observe,
    config: flags.config,
    keepEnvironment: flags.keepEnv,
  });
}
