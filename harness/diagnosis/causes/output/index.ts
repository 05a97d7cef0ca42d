import type { CauseDefinition } from '../cause.ts';

export const OUTPUT_CAUSES: readonly CauseDefinition[] = [];
