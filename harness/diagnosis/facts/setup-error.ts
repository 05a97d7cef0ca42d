import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';

/** The error of step 0 when it, or one that caused it, has one of these codes. */
export function setupErrorRef(facts: PipelineFacts, codes: readonly string[]): EvidenceRef | undefined {
  const result = facts.step('environment-setup');
  for (let error = result?.error; error !== undefined; error = error.cause) {
    if (!codes.includes(error.code)) continue;
    const end = facts.events.find(
      (event) => event.type === 'step:end' && event.result.id === 'environment-setup',
    );
    const at = end === undefined ? {} : { atMs: end.atMs, seq: end.seq };
    return { text: `${error.code}: ${error.message.split('\n', 1)[0]}`, ...at, source: 'environment-setup' };
  }
  return undefined;
}
