import { HarnessError } from '../engine/index.ts';

export type EnvironmentErrorCode =
  | 'TOOL_MISSING'
  | 'TOOL_TOO_OLD'
  | 'PORT_TAKEN'
  | 'SERVICE_NOT_STARTED'
  | 'SERVICE_NOT_READY';

/** The environment of a run cannot be started. */
export class EnvironmentError extends HarnessError {
  constructor(code: EnvironmentErrorCode, message: string, cause?: unknown) {
    super(message, { code, fault: 'ENVIRONMENT', cause });
  }
}

/** A service ended in the middle of a run. */
export class ServiceDiedError extends HarnessError {
  readonly service: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly lastLines: readonly string[];

  constructor(
    service: string,
    pid: number,
    end: { readonly exitCode: number | undefined; readonly signal: string | undefined },
    lastLines: readonly string[],
  ) {
    const how = end.signal === undefined ? `with exit code ${end.exitCode ?? 'unknown'}` : `by ${end.signal}`;
    const said =
      lastLines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lastLines.join('\n  ')}`;
    super(`${service} (pid ${pid}) ended ${how} in the middle of the run. ${said}`, {
      code: 'SERVICE_DIED',
      fault: 'PRODUCT',
    });
    this.service = service;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.lastLines = lastLines;
  }
}
