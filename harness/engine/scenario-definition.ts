import type { Scenario } from './scenario.ts';

/**
 * A scenario that can be asked for by its id.
 *
 * @typeParam Options what the caller may choose about a run
 * @typeParam Tag the tags that there are
 */
export interface ScenarioDefinition<Options, Tag extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly Tag[];
  /**
   * Makes the scenario for one run. Starts nothing: that is step 0's work.
   *
   * @throws {ScenarioRefusedError} when it would prove nothing with these options
   */
  build(options: Options): Scenario<unknown>;
}
