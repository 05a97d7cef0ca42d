import { execa } from 'execa';
import { z } from 'zod';

/** A script of package.json whose name begins with this is a part of `pnpm check`. */
const PREFIX = 'check:';

/** One check, and the shell command that makes it. */
export interface Part {
  readonly name: string;
  readonly command: string;
}

export interface PartResult {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  /** What it wrote, on stdout and stderr as they came. */
  readonly output: string;
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/**
 * The parts of the check, in the order in which package.json names them.
 *
 * @param packageJson the text of package.json
 */
export function partsOf(packageJson: string): Part[] {
  return Object.entries(packageSchema.parse(JSON.parse(packageJson)).scripts)
    .filter(([script]) => script.startsWith(PREFIX))
    .map(([script, command]) => ({ name: script.slice(PREFIX.length), command }));
}

/**
 * Makes one check. One that cannot be started has failed.
 *
 * @param folder where its command runs; programs of its node_modules come first
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
