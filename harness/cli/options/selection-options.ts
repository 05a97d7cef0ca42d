import type { Command } from 'commander';

/** Which scenarios are run, beside those that are named. */
export interface SelectionFlags {
  readonly grep?: string;
}

export function addSelectionOptions(command: Command): void {
  command.option('--grep <pattern>', 'those whose id, title or @tag matches the regular expression');
}
