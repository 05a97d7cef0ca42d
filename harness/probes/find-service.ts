import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { isServiceSetting } from '../../services/contracts/service-setting.ts';
import type { Endpoints } from '../environments/endpoints.ts';
import { findListener } from '../environments/process/port-holder.ts';
import { LocalPlace } from './local-place.ts';
import { isLocal } from './ports.ts';

const URLS = {
  mediamtx: 'mediamtxApiUrl',
  'media-service': 'mediaServiceUrl',
  'sts-service': 'stsUrl',
} as const satisfies Readonly<Record<string, keyof Endpoints>>;

/** A service that another program has started. */
interface FoundService {
  readonly pid: number;
  readonly place: LocalPlace;
}

/**
 * Finds a service that the harness has not started: the process of this machine that listens on its port (Linux).
 *
 * @returns undefined on another machine, in a container, and for a process of another user
 */
export async function findService(endpoints: Endpoints, service: string): Promise<FoundService | undefined> {
  const name = Object.entries(URLS).find(([known]) => known === service)?.[1];
  if (name === undefined) return undefined;
  const { hostname, port } = new URL(endpoints[name]);
  if (!isLocal(hostname.replace(/^\[|\]$/g, ''))) return undefined;
  const listener = findListener(Number(port));
  if (listener === undefined) return undefined;
  const { pid } = listener;
  const place = await placeOfProcess(pid, service);
  return place && { pid, place };
}

/** Whether a process is the service itself: a proxy of Docker, SSH or another program may listen in its place. */
function isService(
  service: string,
  program: string,
  environment: readonly (readonly [name: string, value: string])[],
): boolean {
  if (service === 'mediamtx') return /mediamtx|rtsp-simple-server/.test(basename(program));
  return environment.some(([name]) => isServiceSetting(name));
}

async function placeOfProcess(pid: number, service: string): Promise<LocalPlace | undefined> {
  try {
    const [files, ownFiles, workingFolder, program, variables] = await Promise.all([
      readlink(`/proc/${pid}/ns/mnt`),
      readlink('/proc/self/ns/mnt'),
      readlink(`/proc/${pid}/cwd`),
      readlink(`/proc/${pid}/exe`),
      readFile(`/proc/${pid}/environ`, 'utf8'),
    ]);
    // It sees other files than this process: it runs in a container.
    if (files !== ownFiles) return undefined;
    const environment = variables.split('\0').flatMap((variable) => {
      const at = variable.indexOf('=');
      return at === -1 ? [] : [[variable.slice(0, at), variable.slice(at + 1)] as const];
    });
    if (!isService(service, program, environment)) return undefined;
    return new LocalPlace({ workingFolder, program, environment: Object.fromEntries(environment) });
  } catch {
    // It has ended, or belongs to another user.
    return undefined;
  }
}
