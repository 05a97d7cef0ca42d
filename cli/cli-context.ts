import type { ScenarioDefinition } from '../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../harness/environments/scenario-options.ts';
import type { OutputStream } from '../reports/console/terminal.ts';

/** What the command line works with. */
export interface CliContext {
  readonly scenarios: readonly ScenarioDefinition<ScenarioOptions>[];
  /** What each tag says of a scenario. */
  readonly tags: Readonly<Record<string, string>>;
  /** Absolute path of the folder that scenarios are written in; absent where there is none to add to. */
  readonly scenariosFolder?: string | undefined;
  /** Absolute path of the folder in which each run gets one of its own. */
  readonly runsFolder: string;
  /** Keeps the overview of all runs, a page beside the folder of the runs. */
  readonly overview?: boolean | undefined;
  /** Paths are told relative to it. */
  readonly workingFolder: string;
  /** Where somebody may answer. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Node, the script that it was started with, and all arguments: to start it again. */
  readonly command?: readonly string[];
  /** Told of the folder of each run as it begins. */
  readonly onRun?: ((runFolder: string) => void) | undefined;
}
