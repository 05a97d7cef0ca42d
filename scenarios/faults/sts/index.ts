import type { Fault } from '../define-fault.ts';

export const STS_FAULTS: readonly Fault[] = [];
