import { cp, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, StepResult } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-result.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';

/** A run whose evidence is judged again, without the pipeline. */
export interface KeptRun {
  readonly folder: string;
  readonly scenarioId: string;
  /** As it was run. */
  readonly options: ScenarioOptions;
  readonly steps: readonly StepResult[];
}

/** What steps read besides the event log: these, and the clips and captures beside them. */
const FOLDERS = ['evidence', 'attachments'];

/** Reads an earlier run from its event log. */
export async function readKeptRun(runFolder: string): Promise<KeptRun> {
  // `last` will be another run as soon as one is begun.
  const folder = await realpath(runFolder);
  const builder = new RunResultBuilder();
  for await (const event of readEventLog(join(folder, 'events.ndjson'))) builder.add(event);
  const result = builder.result();
  return {
    folder,
    scenarioId: result.scenario,
    options: optionsOf(result),
    steps: result.steps,
  };
}

/** Copies what the steps read into the folder of the run that judges it. */
export async function copyEvidence(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => FOLDERS.includes(name) || name.endsWith('.mp4'));
  for (const name of names) await cp(join(from, name), join(to, name), { recursive: true });
}

/** What the steps before one of them returned, by step id: a step that is judged again must not find its own. */
export function outputsBefore({ steps }: KeptRun, number: number): ReadonlyMap<string, Json> {
  const before = steps.filter((step) => step.number < number);
  return new Map(before.flatMap(({ id, output }) => (output === undefined ? [] : [[id, output] as const])));
}

/** A scenario's parameters hold its options, beside what is its own. */
function optionsOf({ params, environment }: RunResult): ScenarioOptions {
  // Without the pipeline there is nothing to keep, or to go on in.
  const known = Object.keys(scenarioOptionsSchema.omit({ keepEnvironment: true, resume: true }).shape);
  const chosen = Object.entries(params as Record<string, unknown>).filter(([name]) => known.includes(name));
  return scenarioOptionsSchema.parse({ ...Object.fromEntries(chosen), environment });
}
