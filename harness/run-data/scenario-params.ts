/** Where the command line can run a pipeline. A run in any other environment was made by another program. */
export const ENVIRONMENT_KINDS = ['process', 'compose', 'attach'] as const;
export type EnvironmentKind = (typeof ENVIRONMENT_KINDS)[number];

/** How one parameter of a run is written on the command line. */
export interface ScenarioParam {
  readonly flag: `--${string}`;
  /** Name of the flag's value in the help text; in brackets when it may be omitted. */
  readonly value: `<${string}>` | `[${string}]`;
  readonly description: string;
  /** The value without the flag. */
  readonly default?: string | number;
  /** Describes a default that depends on the run. */
  readonly defaultText?: string;
  /** The value of the flag without a value. */
  readonly preset?: string;
  /** Unit of the recorded value. */
  readonly unit?: 's';
  /** Accepts several values; each combination is a separate run. */
  readonly isAxis?: true;
  /** Affects how the run was made, not what it tested: a command that reruns it leaves the flag out. */
  readonly isRunOnly?: true;
}

/**
 * The parameters of a dubbing scenario, as recorded in `params` of `run:start`, in the order of `--help`. The one
 * table behind the options of `dubstep scenario`, their shell completion and the commands that rerun a step.
 */
export const SCENARIO_PARAMS = {
  environment: {
    flag: '--env',
    value: '<names>',
    description: 'where the pipeline runs; every combination of comma-separated values is run',
    default: 'process',
    isAxis: true,
  },
  ports: {
    flag: '--ports',
    value: '<kind>',
    description: 'auto: free ports; documented: 1935, 8554, 8889, 8080, 3000',
    default: 'auto',
  },
  streamId: { flag: '--stream', value: '<id>', description: 'stream id', defaultText: 'a new id' },
  fixture: {
    flag: '--fixture',
    value: '<clip>',
    description: 'name or path of the clip to publish',
    defaultText: "the scenario's own",
  },
  leadInS: {
    flag: '--lead-in',
    value: '<time>',
    description: 'publish a silent lead-in before the clip; a late joiner misses the lead-in, not the clip',
    default: 0,
    unit: 's',
  },
  sts: {
    flag: '--sts',
    value: '<modes>',
    description: 'real: recognise, translate and speak; echo: return the original audio',
    default: 'real',
    isAxis: true,
  },
  publish: {
    flag: '--publish',
    value: '<protocols>',
    description: 'protocol that publishes the clip',
    default: 'rtmp',
    isAxis: true,
  },
  ingest: {
    flag: '--ingest',
    value: '<source>',
    description: "how the worker reads the stream: from MediaMTX's recording, or over RTMP",
    default: 'recording',
  },
  observe: {
    flag: '--observe',
    value: '<observer>',
    description:
      'how STS events are observed: through the monitor of the STS service, or a tap in front of it',
    default: 'monitor',
  },
  config: {
    flag: '--config',
    value: '<file>',
    description: 'configuration of the running pipeline, for --env attach',
    defaultText: 'dubstep.config.ts',
  },
  keepEnvironment: {
    flag: '--keep-env',
    value: '[when]',
    description: 'keep the services running after the run',
    defaultText: 'on-failure on a terminal, else never',
    preset: 'always',
    isRunOnly: true,
  },
} as const satisfies Readonly<Record<string, ScenarioParam>>;

export type ScenarioParamName = keyof typeof SCENARIO_PARAMS;
