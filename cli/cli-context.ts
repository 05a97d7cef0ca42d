import type { ScenarioDefinition } from '../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../harness/environments/scenario-options.ts';
import type { OutputStream } from '../reports/console/terminal.ts';

/** The project and the process that the command line works on. */
export interface CliContext {
  readonly scenarios: readonly ScenarioDefinition<ScenarioOptions>[];
  /** Tags by name, each with its meaning. */
  readonly tags: Readonly<Record<string, string>>;
  /** Absolute path of the folder for new scenarios; absent in an installed package. */
  readonly scenariosFolder?: string | undefined;
  /** Absolute path of the folder that contains the run folders. */
  readonly runsFolder: string;
  /** Keeps the overview of all runs up to date, a page next to the runs folder. */
  readonly overview?: boolean | undefined;
  /** Printed paths are relative to it. */
  readonly workingFolder: string;
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Node, its script and all arguments, to start the same command again. */
  readonly command?: readonly string[];
  /** Receives each run folder when its run starts. */
  readonly onRun?: ((runFolder: string) => void) | undefined;
}

/** Writes a value as indented JSON to stdout. */
export function printJson(value: unknown, { stdout }: Pick<CliContext, 'stdout'>): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
