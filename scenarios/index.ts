import type { ScenarioDefinition } from '../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../harness/environments/scenario-options.ts';

/** Every scenario that `dubstep scenario <id>` knows. */
export const scenarios: readonly ScenarioDefinition<ScenarioOptions>[] = [];
