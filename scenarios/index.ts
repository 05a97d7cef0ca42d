import type { ScenarioDefinition } from '../harness/engine/index.ts';
import type { ScenarioOptions } from '../harness/environments/index.ts';
import * as added from './added.ts';
import { degraded } from './degraded/index.ts';
import { fullPipeline } from './full-pipeline.ts';
import { preflight } from './preflight.ts';
import { quick } from './quick.ts';
import { resilience } from './resilience/index.ts';
import { tenMinutes } from './resilience/ten-minutes.ts';
import type { Tag } from './tags.ts';

type Definition = ScenarioDefinition<ScenarioOptions, Tag>;

/** The scenarios of `dubstep scenario <id>`. */
export const scenarios: readonly Definition[] = [
  fullPipeline,
  quick,
  preflight,
  ...resilience,
  ...degraded,
  tenMinutes,
  ...Object.values<Definition>(added),
];
