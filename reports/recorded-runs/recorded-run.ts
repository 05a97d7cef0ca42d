import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { upgradeCheck } from '../../harness/engine/run-folder/upgrade-event.ts';
import { causeCodes } from '../diagnosis/cause-codes.ts';
import { RESULT_FILE } from './read-run.ts';

/** The fields of a `result.json` that the overview of all runs shows. */
export type RecordedRun = Pick<
  RunResult,
  'runId' | 'scenario' | 'environment' | 'status' | 'startedAt' | 'durationMs'
> & {
  readonly steps: readonly Pick<RunResult['steps'][number], 'id' | 'number' | 'status' | 'checks'>[];
  readonly diagnosis?: unknown;
};

type StoredCheck = Parameters<typeof upgradeCheck>[0];

const statusSchema = z.object({ status: z.enum(['passed', 'failed', 'not-measured']) });
const storedCheckSchema = z.union([
  statusSchema.extend({ id: z.string(), title: z.string() }),
  // In earlier versions, a check had only a name.
  statusSchema.extend({ name: z.string() }),
]);
const checkSchema = z
  .custom<StoredCheck>((value) => storedCheckSchema.safeParse(value).success)
  .transform(upgradeCheck);

const runSchema = z.object({
  runId: z.string(),
  scenario: z.string(),
  environment: z.string(),
  status: z.enum(['passed', 'failed', 'not-started', 'interrupted']),
  startedAt: z.string(),
  durationMs: z.number(),
  steps: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      status: z.enum(['passed', 'failed', 'timed-out', 'skipped', 'not-run', 'interrupted']),
      checks: z.array(checkSchema),
    }),
  ),
  diagnosis: z.unknown().optional(),
});

/**
 * Reads the `result.json` of a run, which is much smaller than its event log.
 *
 * @returns `undefined` when the file is missing or is not a complete result
 */
export async function readRecordedRun(runFolder: string): Promise<RecordedRun | undefined> {
  try {
    return parseRecordedRun(await readFile(join(runFolder, RESULT_FILE), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns `undefined` unless `text` is the result of a run */
export function parseRecordedRun(text: string): RecordedRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return runSchema.safeParse(value).data;
}

/** The first step that did not pass and the causes of that: `2 worker-connected, HOOK_HANGS`. */
export function failureOf({ steps, diagnosis }: RecordedRun): string | undefined {
  const failed = steps.find(({ status }) => !['passed', 'skipped', 'not-run'].includes(status));
  return failed && [`${failed.number} ${failed.id}`, causeCodes(diagnosis) ?? []].flat().join(', ');
}
