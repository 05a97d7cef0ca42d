import type { Scenario, ScenarioDefinition, Step } from '../../harness/engine/index.ts';
import type { ScenarioOptions } from '../../harness/environments/index.ts';
import { type DubbingPlan, DubbingRig } from './dubbing-rig.ts';

export interface DubbingScenario extends DubbingPlan {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly steps: readonly Step<DubbingRig>[];
}

/** A scenario that publishes a clip through the dubbing pipeline. Reads like the table of its steps. */
export function defineDubbingScenario(scenario: DubbingScenario): ScenarioDefinition<ScenarioOptions> {
  const { id, title, tags, steps, fixture, segmentS, domainHints } = scenario;
  return {
    id,
    title,
    tags,
    build(options): Scenario<unknown> {
      const built: Scenario<DubbingRig> = {
        id,
        title,
        tags,
        params: { fixture, segmentS, domainHints, ...options },
        steps,
        createRig: (run) => new DubbingRig(run, { fixture, segmentS, domainHints }, options),
      };
      return built as Scenario<unknown>;
    },
  };
}
