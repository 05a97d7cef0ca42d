import { HarnessError } from './errors.ts';
import type { Scenario } from './scenario.ts';

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
   * @throws {@link ScenarioRefusedError} when the scenario cannot detect a failure with these options
   */
  build(options: Options): Scenario<unknown>;
}

/** A scenario rejected options with which it cannot detect a failure. */
export class ScenarioRefusedError extends HarnessError {
  /** @param reason why, and what to do */
  constructor(scenarioId: string, reason: string) {
    super(`${scenarioId} does not support these options: ${reason}`, {
      code: 'SCENARIO_REFUSED',
      fault: 'INCONCLUSIVE',
    });
  }
}
