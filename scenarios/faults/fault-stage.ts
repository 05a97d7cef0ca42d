import type { RunEvent } from '../../harness/engine/index.ts';

/** What a fault may use during its run. */
export interface FaultStage {
  /** A new folder for scripts and files. Its name is as neutral as that of any deployment. */
  readonly folder: string;
  /** Aborts when the run ends. */
  readonly signal: AbortSignal;
  /** Registers a clean-up. Call it before starting the resource; clean-ups run in reverse order after the run. */
  defer(end: () => Promise<void> | void): void;
  /** Runs an action at the first event that matches. An action that fails makes the case invalid. */
  when(matches: (event: RunEvent) => boolean, act: () => Promise<void> | void): void;
  /** Runs an action once this many seconds of the clip have been published. */
  whenPublished(mediaS: number, act: () => Promise<void> | void): void;
}
