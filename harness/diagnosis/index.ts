/**
 * Names the cause of a failed run. A diagnosis is a pure function of the run folder: probes and collectors write
 * evidence while the pipeline runs, and the functions here only read it.
 *
 * - `facts/`: the event log and the evidence files, indexed
 * - `chain/`: the pipeline as a list of boundaries, and the state of each
 * - `causes/`: one file for each cause, and their registry
 * - `rank-causes.ts`, `diagnose.ts`: ranks the causes over the chain
 */
export type { CauseDefinition } from './causes/cause.ts';
export { CAUSES } from './causes/registry.ts';
export type { Boundary } from './chain/boundary.ts';
export { CHAIN } from './chain/chain.ts';
export { diagnose } from './diagnose.ts';
export type { RunRecord } from './facts/run-facts.ts';
export { fillPlaceholders } from './fill-placeholders.ts';
export { TerminalCauseWatch } from './find-terminal-cause.ts';
export { readRunRecord } from './read-run-record.ts';
