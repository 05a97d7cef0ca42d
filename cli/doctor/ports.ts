import { describePortHolder, findListener } from '../../harness/environments/process/port-holder.ts';
import { DOCUMENTED_PORTS, isFree } from '../../harness/environments/process/ports.ts';
import type { Finding } from './finding.ts';

/** Whether each documented port is free. Runs use other free ports by default. */
export async function portFindings(): Promise<Finding[]> {
  return await Promise.all(Object.entries(DOCUMENTED_PORTS).map(([use, port]) => portFinding(use, port)));
}

/** Whether a port is free, or which process uses it. */
export async function portFinding(use: string, port: number): Promise<Finding> {
  const name = `${port} (${use})`;
  if (await isFree(port)) return { name, status: 'ok', message: 'free' };
  const [listener, holder] = [findListener(port), describePortHolder(port)];
  return {
    name,
    status: 'warning',
    message: `used by ${holder ?? 'a process of another user or container'}; needed only for --ports documented`,
    fix: listener === undefined ? `sudo ss -ltnp 'sport = :${port}'` : `kill ${listener.pid}`,
  };
}
