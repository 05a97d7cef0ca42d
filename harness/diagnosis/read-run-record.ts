import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, type RunEvent, readEventLog } from '../engine/index.ts';
import type { RunRecord } from './facts/run-facts.ts';

/** Larger evidence files hold media measurements that no cause reads. */
const MAX_EVIDENCE_BYTES = 4 * 1024 * 1024;

/**
 * Reads what a diagnosis needs from a run folder.
 *
 * @throws {EventLogCorruptError}, or the error of the file system
 */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const events: RunEvent[] = [];
  for await (const event of readEventLog(join(folder, 'events.ndjson'))) events.push(event);
  return { events, evidence: await readEvidence(join(folder, 'evidence')) };
}

async function readEvidence(folder: string): Promise<Map<string, Json>> {
  const evidence = new Map<string, Json>();
  for (const file of await filesOf(folder)) {
    if (!file.endsWith('.json')) continue;
    const text = await readFile(join(folder, file), 'utf8');
    if (text.length > MAX_EVIDENCE_BYTES) continue;
    evidence.set(file.slice(0, -'.json'.length), JSON.parse(text) as Json);
  }
  return evidence;
}

/** A run that failed before its first evidence has no folder for it. */
async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
