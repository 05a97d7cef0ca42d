/** Names of what Docker holds for one run. */
export interface RunNames {
  readonly mediaProject: string;
  readonly stsProject: string;
  readonly network: string;
}

/** @param runId its letters, digits, `-` and `_` become part of the names; Compose takes no others, and none in upper case */
export function runNames(runId: string): RunNames {
  const stem = `dubstep-${runId.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '-')}`;
  return { mediaProject: `${stem}-media`, stsProject: `${stem}-sts`, network: stem };
}
