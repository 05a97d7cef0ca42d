import type { Fault } from '../define-fault.ts';

export const MEDIA_SERVICE_FAULTS: readonly Fault[] = [];
