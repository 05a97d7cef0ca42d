import type { FragmentError } from '../../contracts/fragment.ts';
import { STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';
import { STAGES } from '../processing/fragment-processor.ts';

/**
 * The labels of a failed fragment. A simulated error has the code and the stage of somebody's choice: what the
 * service does not know counts as `other`, so that nobody can make series without end.
 */
export function errorLabels({ code, stage }: FragmentError): { stage: string; error_code: string } {
  const isKnownStage = STAGES.some((known) => known === stage);
  return {
    stage: stage !== undefined && isKnownStage ? stage : 'other',
    error_code: Object.hasOwn(STS_ERROR_CODES, code) ? code : 'other',
  };
}
