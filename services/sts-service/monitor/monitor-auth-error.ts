import type { ExtendedError } from 'socket.io';
import type { z } from 'zod';
import { describeIssues } from '../wire/describe-issues.ts';

/** What an observer sent as `auth` cannot be read. Socket.IO hands `data` to the client as its `connect_error`. */
export class MonitorAuthError extends Error implements ExtendedError {
  readonly code = 'INVALID_CONFIG';
  readonly data: { readonly code: string; readonly message: string; readonly retryable: false };

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super(`INVALID_CONFIG: auth: ${describeIssues(issues)}`);
    this.name = 'MonitorAuthError';
    this.data = { code: this.code, message: this.message, retryable: false };
  }
}
