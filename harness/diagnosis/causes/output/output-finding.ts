import type { EvidenceRef } from '../../../run-data/diagnosis.ts';
import { outputPlace } from '../../facts/output-command.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** What was measured in the output, and what to change in the output ffmpeg. */
export interface OutputFault {
  readonly summary: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
  /** What to do, as one sentence. */
  readonly fix: string;
  /** The options of the output ffmpeg that matter. */
  readonly options: readonly string[];
}

/** The finding of a cause that lies in the output ffmpeg of the worker, with its options as they were logged. */
export function outputFinding(
  facts: PipelineFacts,
  { summary, evidence, fix, options }: OutputFault,
): CauseFinding {
  const place = outputPlace(facts, fix, options);
  const [first, ...others] = evidence;
  return {
    summary,
    evidence: [first, ...others, ...place.evidence],
    certainty: 'certain',
    fix: place.fix,
  };
}
