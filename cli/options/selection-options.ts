import type { Command } from 'commander';

/** Which scenarios are run, beside those that are named. */
export interface SelectionFlags {
  readonly grep?: string;
  readonly lastFailed: boolean;
}

export function addSelectionOptions(command: Command): void {
  command
    .option('--grep <pattern>', 'those whose id, title or @tag matches the regular expression')
    .option(
      '--last-failed',
      'of what was run the last time, all that did not pass, with the same choices',
      false,
    );
}
