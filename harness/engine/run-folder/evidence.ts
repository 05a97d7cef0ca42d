import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { stringifyRedacted } from '../json.ts';
import type { Parser } from '../scenario.ts';
import { safeFileName } from './file-name.ts';

/** The source of the evidence of steps: the running pipeline or an earlier run. */
export interface EvidenceStore {
  obtain<T>(name: string, parser: Parser<T>, collect: () => Promise<T>): Promise<T>;
}

/** An observation does not match its schema, or was not kept. */
class EvidenceError extends HarnessError {
  readonly evidence: string;

  constructor(evidence: string, problem: string, cause?: unknown) {
    super(`evidence "${evidence}" ${problem}`, { code: 'EVIDENCE', fault: 'HARNESS', cause });
    this.evidence = evidence;
  }
}

/**
 * Collects evidence from the running pipeline and keeps it in the run folder, for re-evaluation. URLs are kept without
 * user and password.
 */
export function liveEvidence(runFolder: string): EvidenceStore {
  return {
    async obtain(name, parser, collect) {
      const path = evidencePath(runFolder, name);
      const text = stringifyRedacted((await collect()) ?? null, 1);
      await mkdir(join(runFolder, 'evidence'), { recursive: true });
      await writeFile(path, text);
      // Parses the written form, so that a re-evaluation gets the same value.
      return parseEvidence(name, parser, text);
    },
  };
}

/** Reads the evidence that an earlier run kept, without the pipeline. */
export function keptEvidence(runFolder: string): EvidenceStore {
  return {
    async obtain(name, parser) {
      const path = evidencePath(runFolder, name);
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        throw new EvidenceError(name, `was not kept by that run: cannot read ${path}`, error);
      });
      return parseEvidence(name, parser, text);
    },
  };
}

/** Path of a piece of evidence in the run folder. */
export function evidenceFile(name: string): string {
  return `evidence/${name}.json`;
}

function evidencePath(runFolder: string, name: string): string {
  const file = `${name}.json`;
  if (safeFileName(file) !== file) {
    throw new EvidenceError(
      name,
      'has an invalid name: use at most 95 characters of a-z, A-Z, 0-9, "-", "_" and "."',
    );
  }
  return join(runFolder, evidenceFile(name));
}

function parseEvidence<T>(name: string, parser: Parser<T>, text: string): T {
  try {
    return parser.parse(JSON.parse(text));
  } catch (error) {
    throw new EvidenceError(name, 'does not have the shape that the step expects', error);
  }
}
