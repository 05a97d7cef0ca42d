import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Json, RunEvent } from '../engine/index.ts';
import { BOUNDARIES } from '../run-data/diagnosis.ts';
import type { RunRecord } from './facts/run-facts.ts';

/** Folder of the frozen cases that the unit tests diagnose. */
export const KEPT_CASES = join(import.meta.dirname, '..', '..', 'tests', 'cases');
const SUFFIX = '.json.gz';

/** The diagnosis that a case must have. */
const expectedSchema = z.object({
  /** Id of the first failed step. Absent when the run passed: then there is no diagnosis. */
  step: z.string().optional(),
  broken: z.enum(BOUNDARIES).optional(),
  /** Every named cause; the first one is named first. */
  causes: z.array(z.string()),
  /** The cause without which the diagnosis is unknown. Absent when there are several. */
  leaveOut: z.string().optional(),
});
export type KeptExpectation = z.infer<typeof expectedSchema>;

/** `writeKeptCase` has written the events and the evidence. To check each of 50,000 events takes as long as the diagnosis. */
const keptCaseSchema = z.object({
  expected: expectedSchema,
  events: z.array(z.unknown()),
  evidence: z.record(z.string(), z.unknown()),
});

/** A run that was diagnosed right, as text. */
export interface KeptCase {
  readonly id: string;
  readonly expected: KeptExpectation;
  readonly record: RunRecord;
}

/** Every kept case, in the order of their ids. Synchronous: tests are defined from it. */
export function readKeptCases(folder = KEPT_CASES): readonly KeptCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .toSorted()
    .map((name): KeptCase => {
      const text = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
      const { expected, events, evidence } = keptCaseSchema.parse(JSON.parse(text));
      return {
        id: name.slice(0, -SUFFIX.length),
        expected,
        record: {
          events: events as readonly RunEvent[],
          evidence: new Map(Object.entries(evidence as Record<string, Json>)),
        },
      };
    });
}

/**
 * Writes a case.
 *
 * @returns its size in bytes
 */
export async function writeKeptCase(
  { id, expected, record }: KeptCase,
  folder = KEPT_CASES,
): Promise<number> {
  const text = JSON.stringify({
    expected,
    events: record.events,
    evidence: Object.fromEntries(record.evidence),
  });
  const bytes = gzipSync(text, { level: 9 });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${id}${SUFFIX}`), bytes);
  return bytes.length;
}
