import { portHolder } from '../process/port-holder.ts';
import type { Docker } from './docker.ts';

/**
 * Who has a port of the Docker host.
 *
 * @returns `the container x`, `pid 1234 (node server.js)`, or `undefined` when it cannot be seen
 */
export async function holderOf({ api, isHere }: Docker, port: number): Promise<string | undefined> {
  const [container] = await api.listContainers({ filters: { publish: [String(port)] } });
  if (container !== undefined)
    return `the container ${container.Names[0]?.replace(/^\//, '') ?? container.Id}`;
  return isHere ? await portHolder(port) : undefined;
}
