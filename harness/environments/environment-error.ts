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
  /** What a person looks it up by: `pid 1234`, `container dubstep-…`. */
  readonly identity: string;
  /** `with exit code 1`, `by SIGKILL`, … */
  readonly how: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last it printed, oldest first. */
  readonly lastLines: readonly string[];
}

/** A service ended in the middle of a run. */
export class ServiceDiedError extends RootCauseError {
  readonly service: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;

  constructor({ service, identity, how, exitCode, signal, lastLines }: ServiceDeath) {
    super(`${service} (${identity}) ended ${how} in the middle of the run. ${tellLastLines(lastLines)}`, {
      code: 'SERVICE_DIED',
      fault: 'PRODUCT',
    });
    this.service = service;
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** A service is there and says nothing: it hangs, or nobody can reach it. */
export class ServiceSilentError extends RootCauseError {
  readonly service: string;

  /** @param problem what came of asking it */
  constructor({ name, identity }: EnvironmentService, problem: string) {
    super(`${name} (${identity}) does not answer: ${problem}. Is it stopped, or busy with something else?`, {
      code: 'SERVICE_SILENT',
      fault: 'PRODUCT',
    });
    this.service = name;
  }
}

/** The end of a message: what a service printed last. */
export function tellLastLines(lines: readonly string[]): string {
  return lines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lines.join('\n  ')}`;
}
