import type { CauseDefinition } from '../cause.ts';

export const INPUT_CAUSES: readonly CauseDefinition[] = [];
