import { cp, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, StepResult } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/run-folder/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';

/** An earlier run that can be re-evaluated. */
export interface EarlierRun {
  readonly folder: string;
  readonly scenarioId: string;
  /** The options of that run. */
  readonly options: ScenarioOptions;
  readonly steps: readonly StepResult[];
}

/** Folders that steps read, in addition to the event log and the media files. */
const FOLDERS = ['evidence', 'attachments'];

/** Reads an earlier run from its event log. */
export async function readEarlierRun(runFolder: string): Promise<EarlierRun> {
  // `last` names another run as soon as one starts.
  const folder = await realpath(runFolder);
  const builder = new RunResultBuilder();
  for await (const event of readEventLog(join(folder, 'events.ndjson'))) builder.add(event);
  const result = builder.result();
  return {
    folder,
    scenarioId: result.scenario,
    options: recordedOptions(result),
    steps: result.steps,
  };
}

/** Copies everything that steps read into another run folder. */
export async function copyEvidence(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => FOLDERS.includes(name) || name.endsWith('.mp4'));
  for (const name of names) await cp(join(from, name), join(to, name), { recursive: true });
}

/** Outputs of the steps before step `number`, by step id: a re-evaluated step must not find its own output. */
export function outputsBefore({ steps }: EarlierRun, number: number): ReadonlyMap<string, Json> {
  const before = steps.filter((step) => step.number < number);
  return new Map(before.flatMap(({ id, output }) => (output === undefined ? [] : [[id, output] as const])));
}

/** The parameters of a run contain its options and values of the scenario itself. */
function recordedOptions({ params, environment }: RunResult): ScenarioOptions {
  // A re-evaluation has no environment to keep or to resume.
  const known = Object.keys(scenarioOptionsSchema.omit({ keepEnvironment: true, resume: true }).shape);
  const options = Object.entries(params as Record<string, unknown>).filter(([name]) => known.includes(name));
  return scenarioOptionsSchema.parse({ ...Object.fromEntries(options), environment });
}
