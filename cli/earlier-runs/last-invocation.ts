import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import type { CliContext } from '../cli-context.ts';
import type { MatrixCell } from '../planning/matrix.ts';
import type { PlannedRun } from '../planning/planned-run.ts';
import type { EndedRun } from '../running/run-all.ts';
import { UsageError } from '../usage.ts';

const { environment, sts, publish } = scenarioOptionsSchema.shape;
const choicesSchema = z.object({ environment, sts, publish });
const recordSchema = z.array(z.object({ scenario: z.string(), choices: choicesSchema, passed: z.boolean() }));

const FILE = '.last-invocation.json';

/**
 * Remembers what an invocation runs. What has not passed by the time somebody asks has failed: also what an
 * interruption kept from being run.
 */
export async function rememberInvocation(
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
 * What did not pass in the last invocation, each combination once.
 *
 * @throws {UsageError} when there was none
 */
export async function lastFailed({ runsFolder, scenarios }: CliContext): Promise<MatrixCell[]> {
  const file = join(runsFolder, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new UsageError(`--last-failed: nothing has been run yet (${file} is not there)`);
  });
  const failed = recordSchema.parse(JSON.parse(text)).filter(({ passed }) => !passed);
  const cells = failed.map(({ scenario, choices }) => {
    const definition = scenarios.find(({ id }) => id === scenario);
    if (definition !== undefined) return { definition, choices };
    throw new UsageError(`--last-failed: there is no scenario '${scenario}' any more`);
  });
  return [
    ...new Map(cells.map((cell) => [JSON.stringify([cell.definition.id, cell.choices]), cell])).values(),
  ];
}
