import type { CheckRegistry, Json, RunContext, Scenario, ScenarioDefinition, Step } from './engine/index.ts';

/** Input of {@link defineScenario}. */
export interface ScenarioInput<Rig> {
  /** Part of the name of the run folder. */
  readonly id: string;
  readonly title: string;
  readonly tags?: readonly string[];
  /** The choices it was built with, for the report. */
  readonly params?: Json;
  /**
   * Creates what the steps share, such as clients and addresses. Called once, before the first step. Starts nothing: the
   * steps do, after registering the clean-up with `run.defer`.
   */
  readonly createRig: (run: RunContext) => Rig;
  /** The checks that its steps make, by id. */
  readonly checks?: CheckRegistry;
  /** In order of execution, numbered from 0. */
  readonly steps: readonly Step<NoInfer<Rig>>[];
}

/** A scenario for `run`, and for `describeScenario` of `dubstep/vitest`. */
export type DefinedScenario<Rig> = Scenario<Rig> & ScenarioDefinition<unknown>;

/**
 * Defines a scenario, for any pipeline.
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
  // The scenario creates its own rig, so the type of the rig is irrelevant outside.
  return { ...scenario, tags, build: () => scenario as Scenario<unknown> };
}
