import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import type { CliContext } from '../cli-context.ts';
import type { MatrixCell } from '../planning/matrix.ts';
import type { EndedRun, PlannedRun } from '../planning/planned-run.ts';
import { UsageError } from '../usage.ts';

const { environment, sts, publish } = scenarioOptionsSchema.shape;
const choicesSchema = z.object({ environment, sts, publish });
const recordSchema = z.array(z.object({ scenario: z.string(), choices: choicesSchema, passed: z.boolean() }));

const FILE = '.last-invocation.json';

/** Records the runs of an invocation. A run that has not ended counts as not passed. */
export async function recordInvocation(
  runs: readonly PlannedRun[],
  ended: readonly EndedRun[],
  { runsFolder }: CliContext,
): Promise<void> {
  const passed = new Set(ended.flatMap(({ label, result }) => (result.status === 'passed' ? [label] : [])));
  const record: z.infer<typeof recordSchema> = runs.map((run) => {
    const { definition, choices } = run.cell;
    return { scenario: definition.id, choices, passed: passed.has(run.label) };
  });
  await mkdir(runsFolder, { recursive: true });
  await writeAtomically(join(runsFolder, FILE), [`${JSON.stringify(record, null, 2)}\n`]);
}

/**
 * The combinations that did not pass in the last invocation, without duplicates.
 *
 * @throws {UsageError} when no invocation is recorded
 */
export async function lastFailed({ runsFolder, scenarios }: CliContext): Promise<MatrixCell[]> {
  const file = join(runsFolder, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new UsageError(`--last-failed: no earlier run is recorded in ${file}`);
  });
  const failed = recordSchema.parse(JSON.parse(text)).filter(({ passed }) => !passed);
  const cells = failed.map(({ scenario, choices }) => {
    const definition = scenarios.find(({ id }) => id === scenario);
    if (definition !== undefined) return { definition, choices };
    throw new UsageError(`--last-failed: scenario '${scenario}' no longer exists`);
  });
  return [
    ...new Map(cells.map((cell) => [JSON.stringify([cell.definition.id, cell.choices]), cell])).values(),
  ];
}
