import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { type RecordingTrouble, recordingTrouble } from '../../facts/recording-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one kind of trouble of the recording. */
export function recordingFinding(
  facts: PipelineFacts,
  kind: RecordingTrouble['kind'],
  summarise: (detail: string) => string,
): CauseFinding | undefined {
  const trouble = recordingTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  const { detail, evidence } = trouble;
  // A worker starts without a recording: the step that waits for it can pass.
  const isWorkerStarted = facts.step('worker-connected')?.status === 'passed';
  return { summary: summarise(detail), evidence, certainty: isWorkerStarted ? 'certain' : 'likely' };
}
