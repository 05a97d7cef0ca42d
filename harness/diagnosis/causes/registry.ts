import type { CauseDefinition } from './cause.ts';
import { HOOK_CAUSES } from './hook/index.ts';
import { INPUT_CAUSES } from './input/index.ts';
import { MACHINE_CAUSES } from './machine/index.ts';
import { MEASUREMENT_CAUSES } from './measurement/index.ts';
import { MEDIA_SERVICE_CAUSES } from './media-service/index.ts';
import { OUTPUT_CAUSES } from './output/index.ts';
import { PUBLISHER_CAUSES } from './publisher/index.ts';
import { STS_CAUSES } from './sts/index.ts';

/** Every cause, in the order of the boundaries. `docs/causes.md` is generated from it. */
export const CAUSES: readonly CauseDefinition[] = [
  ...MACHINE_CAUSES,
  ...PUBLISHER_CAUSES,
  ...INPUT_CAUSES,
  ...HOOK_CAUSES,
  ...MEDIA_SERVICE_CAUSES,
  ...STS_CAUSES,
  ...OUTPUT_CAUSES,
  ...MEASUREMENT_CAUSES,
];
