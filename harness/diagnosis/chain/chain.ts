import type { Boundary } from './boundary.ts';

/** The pipeline as a list of boundaries, in the order of `BOUNDARIES`. */
export const CHAIN: readonly Boundary[] = [];
