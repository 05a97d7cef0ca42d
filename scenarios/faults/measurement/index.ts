import type { Fault } from '../define-fault.ts';

export const MEASUREMENT_FAULTS: readonly Fault[] = [];
