import { isRetryableCode } from '../../contracts/sts-error-code.ts';
import type { Fault } from '../../contracts/sts-faults.ts';
import type { FragmentResult } from '../processing/fragment-processor.ts';

/** The failed result that a fault of kind `error` asks for. */
export function failedByFault(fault: Extract<Fault, { kind: 'error' }>): FragmentResult {
  const { code, message = `Injected error ${code}.`, retryable = isRetryableCode(code), stage } = fault;
  return { status: 'failed', error: { code, message, retryable, ...(stage === undefined ? {} : { stage }) } };
}
