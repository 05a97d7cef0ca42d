import type { StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { Stage } from './fragment-processor.ts';

/** A stage could not do its part of the work on a fragment. */
export class StageError extends Error {
  readonly code: StsErrorCode;
  readonly stage: Stage;

  constructor(code: StsErrorCode, stage: Stage, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StageError';
    this.code = code;
    this.stage = stage;
  }
}
