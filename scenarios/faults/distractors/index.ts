import type { Distractor } from '../define-fault.ts';

/** In the order of the table. */
export const DISTRACTORS: readonly Distractor[] = [];
