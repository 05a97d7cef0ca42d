import { KeptContainers } from '../compose/kept-containers.ts';
import { KeptProcesses } from '../process/kept-processes.ts';
import type { EnvironmentDescription } from './environment-description.ts';
import type { KeptServices } from './kept-services.ts';

/** @throws {EnvironmentError} DOCKER_UNREACHABLE */
export async function openKeptServices(description: EnvironmentDescription): Promise<KeptServices> {
  if (description.kind === 'process') return new KeptProcesses(description);
  return await KeptContainers.find(description);
}
