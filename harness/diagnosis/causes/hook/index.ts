import type { CauseDefinition } from '../cause.ts';
import { hookCannotStart } from './hook-cannot-start.ts';
import { hookConnectionRefused } from './hook-connection-refused.ts';
import { hookCrlf } from './hook-crlf.ts';
import { hookHangs } from './hook-hangs.ts';
import { hookInterpreterMissing } from './hook-interpreter-missing.ts';
import { hookMissing } from './hook-missing.ts';
import { hookNotConfigured } from './hook-not-configured.ts';
import { hookNotExecutable } from './hook-not-executable.ts';
import { hookRejected } from './hook-rejected.ts';
import { hookToolMissing } from './hook-tool-missing.ts';
import { hookUnauthorised } from './hook-unauthorised.ts';
import { hookUrlNotFound } from './hook-url-not-found.ts';
import { hookUrlNotSet } from './hook-url-not-set.ts';

export const HOOK_CAUSES: readonly CauseDefinition[] = [
  hookNotConfigured,
  hookMissing,
  hookNotExecutable,
  hookInterpreterMissing,
  hookCrlf,
  hookCannotStart,
  hookUrlNotSet,
  hookToolMissing,
  hookUrlNotFound,
  hookUnauthorised,
  hookRejected,
  hookConnectionRefused,
  hookHangs,
];
