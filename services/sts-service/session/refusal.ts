import { randomUUID } from 'node:crypto';
import { STS_ERROR_CODES, type StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { StsErrorNotice } from '../../contracts/sts-notice.ts';

/** Why something that a worker sent is not done. */
export interface Refusal {
  readonly code: StsErrorCode;
  /** What happened, what was expected, what to do. */
  readonly message: string;
  readonly streamId?: string | undefined;
  readonly fragmentId?: string | undefined;
  readonly severity?: StsErrorNotice['severity'];
  readonly metadata?: Record<string, unknown>;
}

/** The `error` event that tells a worker of a refusal. */
export function refusalNotice(refusal: Refusal): StsErrorNotice {
  return {
    error_id: randomUUID(),
    ...(refusal.streamId === undefined ? {} : { stream_id: refusal.streamId }),
    ...(refusal.fragmentId === undefined ? {} : { fragment_id: refusal.fragmentId }),
    code: refusal.code,
    message: refusal.message,
    severity: refusal.severity ?? 'error',
    retryable: STS_ERROR_CODES[refusal.code].retryable,
    ...(refusal.metadata === undefined ? {} : { metadata: refusal.metadata }),
  };
}
