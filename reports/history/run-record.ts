import { z } from 'zod';
import { boundsOf } from '../format/bounds.ts';

const runResultSchema = z.object({
  runId: z.string(),
  scenario: z.string(),
  environment: z.string(),
  status: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  steps: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      status: z.string(),
      checks: z.array(
        z.object({
          name: z.string(),
          actual: z.unknown(),
          unit: z.string().optional(),
          limit: z.unknown().optional(),
        }),
      ),
    }),
  ),
});

/** A number that a run measured. */
export interface MeasuredValue {
  readonly step: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
}

/** A run as the overview knows it. */
export interface RunRecord {
  readonly runId: string;
  readonly scenario: string;
  readonly environment: string;
  readonly status: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** The first step that did not pass. */
  readonly failedStep?: string;
  /** Whether all steps were run, and not some of them taken from an earlier run. */
  readonly isWhole: boolean;
  readonly values: readonly MeasuredValue[];
}

/** @returns `undefined` for what is not the result of a run */
export function parseRunRecord(text: string): RunRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = runResultSchema.safeParse(json);
  if (data === undefined) return undefined;
  const { steps, ...run } = data;
  const failed = steps.find(({ status }) => !['passed', 'skipped', 'not-run'].includes(status));
  return {
    ...run,
    ...(failed !== undefined && { failedStep: `${failed.number} ${failed.id}` }),
    isWhole: steps.every(({ status }) => status !== 'skipped'),
    values: steps.flatMap(({ id, checks }) =>
      checks.flatMap(({ name, actual, unit = '', limit }) => {
        // One that must be equal to something is no measurement.
        if (typeof actual !== 'number' || typeof limit === 'number') return [];
        return [{ step: id, name, value: actual, unit, ...boundsOf(limit) }];
      }),
    ),
  };
}
