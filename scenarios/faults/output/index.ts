import type { Fault } from '../define-fault.ts';

export const OUTPUT_FAULTS: readonly Fault[] = [];
