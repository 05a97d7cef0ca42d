import { HarnessError, RootCauseError } from '../engine/index.ts';
import type { EnvironmentService } from './environment.ts';

export type EnvironmentErrorCode =
  | 'TOOL_MISSING'
  | 'TOOL_TOO_OLD'
  | 'PORT_TAKEN'
  | 'DOCKER_UNREACHABLE'
  | 'IMAGE_NOT_BUILT'
  | 'NETWORK_NOT_MADE'
  | 'COMPOSE_FAILED'
  | 'TAP_OUT_OF_REACH'
  | 'DESCRIPTION_INVALID'
  | 'KEPT_ENVIRONMENT_CHANGED'
  | 'ON_ANOTHER_MACHINE'
  | 'STREAM_PORT_DEAD'
  | 'SERVICE_NOT_STARTED'
  | 'SERVICE_NOT_READY';

/** The environment of a run cannot be started. */
export class EnvironmentError extends HarnessError {
  constructor(code: EnvironmentErrorCode, message: string, cause?: unknown) {
    super(message, { code, fault: 'ENVIRONMENT', cause });
  }
}

/** How a service ended. */
export interface ServiceDeath {
  readonly service: string;
  /** Identifies it for a person: `pid 1234`, `container dubstep-…`. */
  readonly identity: string;
  /** `with exit code 1`, `by SIGKILL`, … */
  readonly how: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines of its output, oldest first. */
  readonly lastLines: readonly string[];
}

/** A service ended during a run. */
export class ServiceExitedError extends RootCauseError {
  readonly service: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;

  constructor({ service, identity, how, exitCode, signal, lastLines }: ServiceDeath) {
    super(`${service} (${identity}) ended ${how} in the middle of the run. ${describeLastLines(lastLines)}`, {
      code: 'SERVICE_DIED',
      fault: 'PRODUCT',
    });
    this.service = service;
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** A service runs but does not respond: it hangs, or it cannot be reached. */
export class ServiceUnresponsiveError extends RootCauseError {
  readonly service: string;

  /** @param problem the outcome of a request */
  constructor({ name, identity }: EnvironmentService, problem: string) {
    super(
      `${name} (${identity}) does not respond: ${problem}. Check whether it is suspended or overloaded.`,
      {
        code: 'SERVICE_SILENT',
        fault: 'PRODUCT',
      },
    );
    this.service = name;
  }
}

/** The end of an error message: the last output of a service. */
export function describeLastLines(lines: readonly string[]): string {
  return lines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lines.join('\n  ')}`;
}
