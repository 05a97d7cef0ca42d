import { HarnessError } from './errors.ts';
import type { Json } from './event.ts';
import type { Scenario, Step } from './scenario.ts';

/**
 * A scenario that can be selected by its id and built with options.
 *
 * @typeParam Options the choices of one run
 * @typeParam Tag the known tags
 */
export interface ScenarioDefinition<Options, Tag extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly Tag[];
  /**
   * Builds the scenario for one run. Starts nothing: the steps do.
   *
   * @throws {@link ScenarioRejectedError} when the scenario cannot detect a failure with these options
   */
  build(options: Options): Scenario<unknown>;
}

/** A scenario rejected options with which it cannot detect a failure. */
export class ScenarioRejectedError extends HarnessError {
  /** @param reason why, and what to do */
  constructor(scenarioId: string, reason: string) {
    super(`${scenarioId} does not support these options: ${reason}`, {
      code: 'SCENARIO_REFUSED',
      fault: 'INCONCLUSIVE',
    });
  }
}

/** Input of {@link defineScenario}: a scenario, whose tags and parameters may be omitted. */
export interface ScenarioInput<Rig> extends Omit<Scenario<Rig>, 'tags' | 'params' | 'steps' | 'validate'> {
  readonly tags?: readonly string[];
  /** The choices it was built with, for the report. */
  readonly params?: Json;
  /** In order of execution, numbered from 0. */
  readonly steps: readonly Step<NoInfer<Rig>>[];
}

/**
 * Defines a scenario, for any pipeline.
 *
 * @returns a scenario for `run`, and for `describeScenario` of `dubstep/vitest`
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
}: ScenarioInput<Rig>): Scenario<Rig> & ScenarioDefinition<unknown> {
  const scenario: Scenario<Rig> = { ...input, tags, params };
  // The scenario creates its own rig, so the type of the rig is irrelevant outside.
  return { ...scenario, build: () => scenario as Scenario<unknown> };
}
