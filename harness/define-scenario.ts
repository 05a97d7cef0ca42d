import type { CheckRegistry, Json, RunContext, Scenario, ScenarioDefinition, Step } from './engine/index.ts';

/** What {@link defineScenario} is given. */
export interface ScenarioInput<Rig> {
  /** Becomes part of the run folder's name. */
  readonly id: string;
  readonly title: string;
  readonly tags?: readonly string[];
  /** What it was made with, for the report. */
  readonly params?: Json;
  /**
   * Makes what the steps share: clients, addresses, what the first step starts. Called once, before the first step;
   * starts nothing itself. What is started later is first registered with `run.defer`.
   */
  readonly createRig: (run: RunContext) => Rig;
  /** Titles of the checks that its steps make, by id. */
  readonly checks?: CheckRegistry;
  /** In the order in which they are run, numbered from 0. */
  readonly steps: readonly Step<NoInfer<Rig>>[];
}

/** A scenario for {@link run}, and for `describeScenario` of `dubstep/vitest`. */
export type DefinedScenario<Rig> = Scenario<Rig> & ScenarioDefinition<unknown>;

/**
 * Makes a scenario of steps of your own, for any pipeline.
 *
 * @example
 * export const transcoder = defineScenario({
 *   id: 'transcoder',
 *   title: 'The transcoder makes three renditions',
 *   createRig: () => ({ url: 'http://transcoder:8080' }),
 *   steps: [isHealthy, makesRenditions],
 * });
 */
export function defineScenario<Rig>({
  tags = [],
  params = {},
  ...input
}: ScenarioInput<Rig>): DefinedScenario<Rig> {
  const scenario: Scenario<Rig> = { ...input, tags, params };
  // It is only ever run with the rig that it makes itself.
  return { ...scenario, tags, build: () => scenario as Scenario<unknown> };
}
