import type { CauseDefinition } from '../cause.ts';

export const MEASUREMENT_CAUSES: readonly CauseDefinition[] = [];
