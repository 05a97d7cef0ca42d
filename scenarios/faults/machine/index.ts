import type { Fault } from '../define-fault.ts';

export const MACHINE_FAULTS: readonly Fault[] = [];
