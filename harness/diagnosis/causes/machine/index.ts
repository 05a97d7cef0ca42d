import type { CauseDefinition } from '../cause.ts';

export const MACHINE_CAUSES: readonly CauseDefinition[] = [];
