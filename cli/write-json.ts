import type { CliContext } from './cli-context.ts';

/** Writes what `--json` promises to stdout. */
export function writeJson(value: unknown, { stdout }: CliContext): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
