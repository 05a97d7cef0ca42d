import type { ScenarioDefinition } from '../harness/engine/index.ts';
import type { ScenarioOptions } from '../harness/environments/index.ts';
import { fullPipeline } from './full-pipeline.ts';
import { preflight } from './preflight.ts';
import { quick } from './quick.ts';
import { resilience } from './resilience/index.ts';
import { tenMinutes } from './resilience/ten-minutes.ts';
import type { Tag } from './tags.ts';

/** Every scenario that `dubstep scenario <id>` knows. */
export const scenarios: readonly ScenarioDefinition<ScenarioOptions, Tag>[] = [
  fullPipeline,
  quick,
  preflight,
  ...resilience,
  tenMinutes,
];
