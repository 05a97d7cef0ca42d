import { listenerOn, portHolder } from '../../harness/environments/process/port-holder.ts';
import { DOCUMENTED_PORTS, isFree } from '../../harness/environments/process/ports.ts';
import type { Finding } from './finding.ts';

/** Whether each of the documented ports is free. A run takes free ones unless it is told otherwise. */
export async function portFindings(): Promise<Finding[]> {
  return await Promise.all(Object.entries(DOCUMENTED_PORTS).map(([use, port]) => portFinding(use, port)));
}

/** Whether a port is free, or who holds it. */
export async function portFinding(use: string, port: number): Promise<Finding> {
  const name = `${port} (${use})`;
  if (await isFree(port)) return { name, status: 'ok', told: 'free' };
  const [listener, holder] = await Promise.all([listenerOn(port), portHolder(port)]);
  return {
    name,
    status: 'warning',
    told: `held by ${holder ?? 'a process that cannot be seen from here'}; only --ports documented needs it`,
    fix: listener === undefined ? `sudo ss -ltnp 'sport = :${port}'` : `kill ${listener.pid}`,
  };
}
