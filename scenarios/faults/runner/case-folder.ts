import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const RUN_STATUSES = ['passed', 'failed', 'not-started', 'interrupted'] as const;

const caseFileSchema = z.object({
  status: z.enum(RUN_STATUSES),
  startedAt: z.string(),
  durationS: z.number(),
  /** Why the case does not count. */
  problems: z.array(z.string()),
});
/** What a run of a case came to. Not part of the evidence. */
export type CaseFile = z.infer<typeof caseFileSchema>;

const CASE_FILE = 'case.json';
const EVENTS_FILE = 'events.ndjson';

/**
 * Freezes a run: keeps its text evidence and nothing else.
 *
 * @param target the folder of the case, which is replaced
 */
export async function freezeCase(runFolder: string, target: string, file: CaseFile): Promise<void> {
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(dirname(fresh), { recursive: true });
  await mkdir(fresh);
  await cp(join(runFolder, EVENTS_FILE), join(fresh, EVENTS_FILE));
  await cp(join(runFolder, 'evidence'), join(fresh, 'evidence'), {
    recursive: true,
    filter: (path) => path.endsWith('evidence') || path.endsWith('.json'),
  }).catch((error: unknown) => {
    // A run that failed before its first evidence has no folder for it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await writeFile(join(fresh, CASE_FILE), `${JSON.stringify(file, null, 2)}\n`);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

/** @returns undefined when the case has not been run */
export async function readCaseFile(folder: string): Promise<CaseFile | undefined> {
  try {
    return caseFileSchema.parse(JSON.parse(await readFile(join(folder, CASE_FILE), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Names in a record that only the catalogue can have put there: a diagnosis could cheat with them. */
export async function markersIn(runFolder: string, ids: readonly string[]): Promise<readonly string[]> {
  const text = await readFile(join(runFolder, EVENTS_FILE), 'utf8');
  // The runner is in the stack of every error.
  const paths = text.match(/scenarios\/faults\/(?!runner\/)[\w/-]+/g) ?? [];
  return [...ids.filter((id) => text.includes(id)), ...new Set(paths)];
}
