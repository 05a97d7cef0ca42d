import type { CauseDefinition } from '../cause.ts';

export const PUBLISHER_CAUSES: readonly CauseDefinition[] = [];
