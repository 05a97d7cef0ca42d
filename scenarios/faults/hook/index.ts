import type { Fault } from '../define-fault.ts';
import { hookConnectionRefused } from './hook-connection-refused.ts';
import { hookCrlf } from './hook-crlf.ts';
import { hookHangs } from './hook-hangs.ts';
import { hookInterpreterMissing } from './hook-interpreter-missing.ts';
import { hookMissing } from './hook-missing.ts';
import { hookNotConfigured } from './hook-not-configured.ts';
import { hookNotExecutable } from './hook-not-executable.ts';
import { hookNotExecutableInContainer } from './hook-not-executable-in-container.ts';
import { hookRejected } from './hook-rejected.ts';
import { hookUnanswered } from './hook-unanswered.ts';
import { hookUnauthorised } from './hook-unauthorised.ts';
import { hookUrlNotFound } from './hook-url-not-found.ts';
import { hookUrlNotSet } from './hook-url-not-set.ts';
import { hookUrlWrongPath } from './hook-url-wrong-path.ts';
import { hookWithoutCurl } from './hook-without-curl.ts';

export const HOOK_FAULTS: readonly Fault[] = [
  hookNotConfigured,
  hookMissing,
  hookNotExecutable,
  hookNotExecutableInContainer,
  hookInterpreterMissing,
  hookCrlf,
  hookUrlNotSet,
  hookWithoutCurl,
  hookUrlNotFound,
  hookUrlWrongPath,
  hookRejected,
  hookUnauthorised,
  hookConnectionRefused,
  hookHangs,
  hookUnanswered,
];
