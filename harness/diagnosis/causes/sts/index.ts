import type { CauseDefinition } from '../cause.ts';

export const STS_CAUSES: readonly CauseDefinition[] = [];
