import type { RunContext } from '../../engine/index.ts';
import type { StartedEnvironment } from '../environment.ts';

/** Which of the services are still what was started. */
export interface Fate {
  /** What a person looks each up by: `mediamtx (pid 1234)`. */
  readonly running: readonly string[];
  /** Of the others, what has become of each: `sts-service (pid 1235) has ended`. */
  readonly lost: readonly string[];
}

/** The services of an environment that an earlier run has kept. */
export interface KeptServices {
  fate(): Promise<Fate>;
  /** What is not as it was when they were started, each in words. Empty when they can be gone on in. */
  differences(): Promise<readonly string[]>;
  /** Reads what they print from now on into the run's event log and `logs/`, and fails its step when one ends. */
  goOn(run: RunContext): Promise<Pick<StartedEnvironment, 'services' | 'copyRecordings'>>;
  /** Ends those that are still there, and nothing else. @returns what was ended */
  stop(): Promise<readonly string[]>;
}
