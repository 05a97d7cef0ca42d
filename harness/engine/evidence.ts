import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from './errors.ts';
import { safeFileName } from './file-name.ts';
import type { Parser } from './scenario.ts';

/** Where a step's observations of the pipeline come from. */
export interface EvidenceStore {
  obtain<T>(name: string, parser: Parser<T>, collect: () => Promise<T>): Promise<T>;
}

/** An observation is not what the step takes it for, or was not kept. */
class EvidenceError extends HarnessError {
  readonly evidence: string;

  constructor(evidence: string, problem: string, cause?: unknown) {
    super(`evidence "${evidence}" ${problem}`, { code: 'EVIDENCE', fault: 'HARNESS', cause });
    this.evidence = evidence;
  }
}

/** Collects from the live pipeline and keeps what was found, so that it can be judged again. */
export function liveEvidence(runFolder: string): EvidenceStore {
  return {
    async obtain(name, parser, collect) {
      const path = evidencePath(runFolder, name);
      const text = JSON.stringify((await collect()) ?? null, null, 1);
      await mkdir(join(runFolder, 'evidence'), { recursive: true });
      await writeFile(path, text);
      // What is judged is what is kept, to the letter.
      return parseEvidence(name, parser, text);
    },
  };
}

/** Reads what an earlier run kept; the pipeline is not asked. */
export function keptEvidence(runFolder: string): EvidenceStore {
  return {
    async obtain(name, parser) {
      const path = evidencePath(runFolder, name);
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        throw new EvidenceError(name, `was not kept by that run: ${path} cannot be read`, error);
      });
      return parseEvidence(name, parser, text);
    },
  };
}

/** Where an observation is kept, in the run folder. */
export function evidenceFile(name: string): string {
  return `evidence/${name}.json`;
}

function evidencePath(runFolder: string, name: string): string {
  const file = `${name}.json`;
  if (safeFileName(file) !== file) {
    throw new EvidenceError(
      name,
      'cannot be kept under that name: use at most 95 of a-z, A-Z, 0-9, "-", "_", "."',
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
