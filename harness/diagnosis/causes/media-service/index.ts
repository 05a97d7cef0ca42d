import type { CauseDefinition } from '../cause.ts';

export const MEDIA_SERVICE_CAUSES: readonly CauseDefinition[] = [];
