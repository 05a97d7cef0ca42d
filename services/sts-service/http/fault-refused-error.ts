import type { z } from 'zod';

/** The body of a request does not describe faults. */
export class FaultRefusedError extends Error {
  readonly code = 'FAULT_REFUSED';
  readonly statusCode = 422;
  readonly detail: readonly { readonly field: string; readonly message: string }[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    const detail = issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
    super(detail.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.name = 'FaultRefusedError';
    this.detail = detail;
  }
}
