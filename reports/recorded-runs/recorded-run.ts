import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckResult, Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { RESULT_FILE } from './read-run.ts';

/** What the overview of all runs needs of a `result.json`. */
export type RecordedRun = Pick<
  RunResult,
  'runId' | 'scenario' | 'environment' | 'status' | 'startedAt' | 'durationMs'
> & { readonly steps: readonly Pick<RunResult['steps'][number], 'id' | 'number' | 'status' | 'checks'>[] };

const json = z.custom<Json>((value) => value !== undefined);

const checkSchema = z
  .object({
    id: z.string().optional(),
    title: z.string().optional(),
    /** Before checks had an id and a title, this was both. */
    name: z.string().optional(),
    instance: z.string().optional(),
    status: z.enum(['passed', 'failed', 'not-measured']),
    actual: json.default(null),
    unit: z.string().optional(),
    limit: json.optional(),
    note: z.string().optional(),
  })
  .transform(({ name, id = name, title = name, ...check }, context): CheckResult => {
    if (id === undefined || title === undefined) {
      context.addIssue('a check without id and title');
      return z.NEVER;
    }
    const { instance, status, actual, unit, limit, note } = check;
    return {
      id,
      title,
      ...(instance !== undefined && { instance }),
      status,
      actual,
      ...(unit !== undefined && { unit }),
      ...(limit !== undefined && { limit }),
      ...(note !== undefined && { note }),
    };
  });

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

/** The first step that did not pass: `2 worker-connected`. */
export function failedStepOf({ steps }: RecordedRun): string | undefined {
  const failed = steps.find(({ status }) => !['passed', 'skipped', 'not-run'].includes(status));
  return failed && `${failed.number} ${failed.id}`;
}
