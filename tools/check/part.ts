import { execa } from 'execa';
import { z } from 'zod';

/** Prefix of the package.json scripts that are parts of `pnpm check`. */
const PREFIX = 'check:';

/** One part of the check and its shell command. */
export interface Part {
  readonly name: string;
  readonly command: string;
}

export interface PartResult {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  /** Interleaved stdout and stderr. */
  readonly output: string;
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/**
 * Reads the parts of the check in the order of package.json.
 *
 * @param packageJson the text of package.json
 */
export function partsOf(packageJson: string): Part[] {
  return Object.entries(packageSchema.parse(JSON.parse(packageJson)).scripts)
    .filter(([script]) => script.startsWith(PREFIX))
    .map(([script, command]) => ({ name: script.slice(PREFIX.length), command }));
}

/**
 * Runs one part of the check. A command that cannot be started counts as failed.
 *
 * @param folder working directory; programs of its node_modules take precedence
 */
export async function runPart({ name, command }: Part, folder: string): Promise<PartResult> {
  const { failed, all, durationMs, shortMessage } = await execa(command, {
    shell: true,
    all: true,
    cwd: folder,
    localDir: folder,
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
  });
  return { name, passed: !failed, durationMs, output: all || (shortMessage ?? '') };
}
