import type { RunContext } from '../../engine/index.ts';
import type { RevealPipeline, StartedEnvironment } from '../environment.ts';

/** The state of the services of a kept environment. */
export interface ServiceStates {
  /** Services that still run, as `mediamtx (pid 1234)`. */
  readonly running: readonly string[];
  /** What happened to each of the others, as `sts-service (pid 1235) has ended`. */
  readonly lost: readonly string[];
}

/** The services of an environment that an earlier run has kept. */
export interface KeptServices {
  states(): Promise<ServiceStates>;
  /** Describes what has changed since the services were started. Empty when they can be reused. */
  differences(): Promise<readonly string[]>;
  /** Copies their further output to the run's event log and `logs/`, and fails the current step when one ends. */
  resume(
    run: RunContext,
    reveal?: RevealPipeline,
  ): Promise<Pick<StartedEnvironment, 'services' | 'copyRecordings'>>;
  /** Stops those that still run, and nothing else. @returns the stopped services */
  stop(): Promise<readonly string[]>;
}
