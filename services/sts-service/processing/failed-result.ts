import { STS_ERROR_CODES, type StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { FragmentResult, Stage } from './fragment-processor.ts';

/** The result of a fragment that could not be dubbed. */
export function failedResult(code: StsErrorCode, stage: Stage, message: string): FragmentResult {
  return { status: 'failed', error: { code, message, stage, retryable: STS_ERROR_CODES[code].retryable } };
}
