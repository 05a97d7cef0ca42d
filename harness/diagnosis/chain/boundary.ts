import type { BoundaryId, EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';

/**
 * What was observed at one boundary by itself.
 *
 * - `ok`: the right thing came out.
 * - `wrong`: something went in, and nothing or the wrong thing came out.
 * - `nothing-in`: nothing is known to have gone in.
 * - `unseen`: no source of evidence shows it.
 */
export interface BoundaryObservation {
  readonly status: 'ok' | 'wrong' | 'nothing-in' | 'unseen';
  readonly in?: string;
  readonly out?: string;
  readonly evidence: readonly EvidenceRef[];
}

/** A boundary of the pipeline: what proves that something went in, and that the right thing came out. */
export interface Boundary {
  readonly id: BoundaryId;
  readonly title: string;
  /** What proves that something went in, as documentation. */
  readonly proofIn: string;
  /** What proves that the right thing came out, as documentation. */
  readonly proofOut: string;
  /** The sources of evidence, as documentation. */
  readonly sources: readonly string[];
  observe(facts: PipelineFacts): BoundaryObservation;
}
