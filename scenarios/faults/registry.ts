import { ATTACHED_FAULTS } from './attached/index.ts';
import type { Fault } from './define-fault.ts';
import { HOOK_FAULTS } from './hook/index.ts';
import { INPUT_FAULTS } from './input/index.ts';
import { MACHINE_FAULTS } from './machine/index.ts';
import { MEASUREMENT_FAULTS } from './measurement/index.ts';
import { MEDIA_SERVICE_FAULTS } from './media-service/index.ts';
import { OUTPUT_FAULTS } from './output/index.ts';
import { PUBLISHER_FAULTS } from './publisher/index.ts';
import { STS_FAULTS } from './sts/index.ts';

/** The catalogue of faults, in the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...PUBLISHER_FAULTS,
  ...INPUT_FAULTS,
  ...HOOK_FAULTS,
  ...MEDIA_SERVICE_FAULTS,
  ...STS_FAULTS,
  ...OUTPUT_FAULTS,
  ...MEASUREMENT_FAULTS,
  ...MACHINE_FAULTS,
  ...ATTACHED_FAULTS,
];
