import { hostname } from 'node:os';
import { identify } from '../../processes/index.ts';

/** The run that a Docker object belongs to. Empty on objects that were started by hand. */
export const RUN_LABEL = 'dubstep.run';
/** The process that removes a Docker object, as {@link currentOwner}. Empty on objects that are kept. */
export const OWNER_LABEL = 'dubstep.owner';
/** The service of a container; set by Compose. */
export const SERVICE_LABEL = 'com.docker.compose.service';

export type Labels = Readonly<Record<string, string>>;

/** Names of the Docker objects of one run. */
export interface RunNames {
  readonly mediaProject: string;
  readonly stsProject: string;
  readonly network: string;
}

/** Derives names from a run id. Compose accepts only lower case letters, digits, `-` and `_`. */
export function runNames(runId: string): RunNames {
  const stem = `dubstep-${runId.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '-')}`;
  return { mediaProject: `${stem}-media`, stsProject: `${stem}-sts`, network: stem };
}

/**
 * Identifies this process for later ones: `<host>/<pid>/<start time>`. The start time distinguishes it from a process that
 * reuses its pid; it is 0 without `/proc`.
 */
export async function currentOwner(): Promise<string> {
  return `${hostname()}/${process.pid}/${(await identify(process.pid))?.startTime || 0}`;
}

export type OwnerStatus = 'alive' | 'gone' | 'unknown';

/** @returns `unknown` for a process of another machine, and for an invalid owner */
export async function ownerStatus(owner: string): Promise<OwnerStatus> {
  const [host, pid, startTime] = owner.split('/');
  if (host !== hostname() || pid === undefined || !/^[1-9]\d*$/.test(pid)) return 'unknown';
  const current = await identify(Number(pid));
  if (current === undefined) return 'gone';
  return current.startTime === '' || current.startTime === startTime ? 'alive' : 'gone';
}
