import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import {
  SCENARIO_PARAMS,
  type ScenarioParam,
  type ScenarioParamName,
} from '../../harness/run-data/scenario-params.ts';
import { choice, durationMsSchema, listOf, parseWith, UsageError } from '../usage.ts';

type Params = typeof SCENARIO_PARAMS;

/** Options that accept several values; each combination is a run. */
export type AxisName = {
  [Name in ScenarioParamName]: Params[Name] extends { readonly isAxis: true } ? Name : never;
}[ScenarioParamName];

export type AxisFlags = { readonly [Name in AxisName]: readonly ScenarioOptions[Name][] };

/** The options of {@link SCENARIO_PARAMS}, by the name of their parameter. */
export interface PipelineFlags
  extends AxisFlags,
    Readonly<Pick<ScenarioOptions, Exclude<ScenarioParamName, AxisName | 'keepEnvironment'>>> {
  /** The default depends on the terminal and the number of runs. */
  readonly keepEnvironment?: ScenarioOptions['keepEnvironment'];
}

/** A command-line option whose value is stored under the name of the scenario parameter. */
export class ParamOption extends Option {
  readonly param: ScenarioParamName;

  constructor(name: ScenarioParamName, description?: string) {
    const param: ScenarioParam = SCENARIO_PARAMS[name];
    super(`${param.flag} ${param.value}`, description ?? param.description);
    this.param = name;
    const schema = scenarioOptionsSchema.shape[name].unwrap();
    if (param.preset !== undefined) this.preset(param.preset);
    if (schema instanceof z.ZodEnum) {
      const words = schema.options as readonly string[];
      this.choices(words);
      if (param.isAxis) this.argParser(listOf(words));
      else this.argParser(choice(words));
    } else if (schema instanceof z.ZodNumber) {
      this.argParser(parseWith(durationMsSchema.transform((ms) => ms / 1000).pipe(schema)));
    } else this.argParser(parseWith(schema as z.ZodType));
    const { default: value, defaultText = value === undefined ? undefined : `${value}${param.unit ?? ''}` } =
      param;
    this.default(value !== undefined && param.isAxis ? [value] : value, defaultText);
  }

  /** Names the flag in a usage error. */
  static flag(name: ScenarioParamName): string {
    return SCENARIO_PARAMS[name].flag;
  }

  override attributeName(): string {
    return this.param;
  }
}

const NAMES = Object.keys(SCENARIO_PARAMS) as ScenarioParamName[];
const AXES = NAMES.filter((name) => (SCENARIO_PARAMS[name] as ScenarioParam).isAxis);

export function addPipelineOptions(command: Command): void {
  for (const name of NAMES) command.addOption(new ParamOption(name));
}

/** Adds the options that span a matrix. */
export function addAxisOptions(command: Command): void {
  for (const name of AXES) command.addOption(new ParamOption(name, 'values in the matrix'));
}

/**
 * The options that all runs share; the axes keep their defaults.
 *
 * @throws {UsageError} for options that exclude each other
 */
export function commonOptions(flags: PipelineFlags): ScenarioOptions {
  const { observe, keepEnvironment = 'never', config, environment } = flags;
  if (config !== undefined && !environment.includes('attach')) {
    throw new UsageError('--config describes a running pipeline: add --env attach, or leave out --config');
  }
  if (observe === 'tap' && keepEnvironment !== 'never') {
    throw new UsageError(
      '--keep-env does not work with --observe tap: the tap ends with the run and disconnects the worker. ' +
        'Leave out one of them',
    );
  }
  const shared = NAMES.filter((name) => !AXES.includes(name));
  return scenarioOptionsSchema.parse(Object.fromEntries(shared.map((name) => [name, flags[name]])));
}
