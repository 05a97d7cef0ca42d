import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { SCENARIO_PARAMS, type ScenarioParam } from '../../harness/run-data/scenario-params.ts';
import { stepCommands } from '../../reports/step-commands.ts';
import { commonOptions, ParamOption } from './pipeline-flags.ts';
import { addScenarioOptions, type ScenarioFlags, scenarioFlags } from './scenario-flags.ts';

/** Options that select, repeat or present runs: the tested pipeline is the same without them. */
const RUN_INDEPENDENT = [
  ...['--grep', '--last-failed', '--repeat', '--retries', '--fail-on-flaky', '--shard', '--jobs'],
  ...['--step', '--until', '--run', '--from', '--resume', '--pause-on-failure', '--watch'],
  ...['--reporter', '--otlp-endpoint', '--json', '--verbose'],
];

function scenarioCommand(): Command {
  const command = new Command('scenario').exitOverride().argument('[ids...]');
  addScenarioOptions(command);
  return command;
}

function parse(...args: string[]): ScenarioFlags {
  const command = scenarioCommand().parse(args, { from: 'user' });
  return scenarioFlags(command, command.opts());
}

test('every option is a scenario parameter, or independent of the run', () => {
  const { options } = scenarioCommand();
  const others = options.filter((option) => !(option instanceof ParamOption)).map(({ long }) => long);
  expect(others).toEqual(RUN_INDEPENDENT);
  const params = options.filter((option) => option instanceof ParamOption);
  expect(params.map(({ param, long }) => [param, long])).toEqual(
    Object.entries(SCENARIO_PARAMS).map(([name, { flag }]) => [name, flag]),
  );
});

test.each([
  ['--env', 'compose'],
  ['--ports', 'documented'],
  ['--stream', 'mine'],
  ['--fixture', '/tmp/clip.mp4'],
  ['--lead-in', '5s'],
  ['--sts', 'echo'],
  ['--publish', 'rtsp'],
  ['--ingest', 'rtmp'],
  ['--observe', 'tap'],
  ['--env', 'attach', '--config', 'staging.config.ts'],
])('a run with %s %s is rerun with it', (...args) => {
  expect(rerunCommand(parse(...args))).toBe(`pnpm scenario quick ${args.join(' ')} --step 1`);
});

test('reruns cover every parameter that affects the run', () => {
  const affecting = Object.values<ScenarioParam>(SCENARIO_PARAMS).filter(({ isRunOnly }) => !isRunOnly);
  expect(affecting).toHaveLength(10);
  expect(rerunCommand(parse())).toBe('pnpm scenario quick --step 1');
  expect(rerunCommand(parse('--keep-env'))).toBe('pnpm scenario quick --step 1');
});

function rerunCommand(flags: ScenarioFlags): string | undefined {
  const [environment = 'process'] = flags.environment;
  const params = { ...commonOptions(flags), environment, sts: flags.sts[0], publish: flags.publish[0] };
  const run: RunResult = {
    ...{ runId: 'r-1', scenario: 'quick', title: '', tags: [], environment },
    params: JSON.parse(JSON.stringify(params)),
    ...{ status: 'failed', startedAt: '', durationMs: 0, steps: [] },
  };
  return stepCommands(run, { number: 1, id: 'x', title: 'X' })[0]?.command;
}

test('the value of --keep-env is optional', () => {
  expect(parse('--keep-env').keepEnvironment).toBe('always');
  expect(parse('--keep-env', 'never').keepEnvironment).toBe('never');
  expect(parse().keepEnvironment).toBeUndefined();
});

test('explicit options are distinguished from defaults', () => {
  expect([...parse('--sts', 'real', '--json').explicitFlags]).toEqual(['sts', 'json']);
});
