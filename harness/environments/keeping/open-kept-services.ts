import { hostname } from 'node:os';
import { KeptContainers } from '../compose/kept-containers.ts';
import { EnvironmentError } from '../environment-error.ts';
import { KeptProcesses } from '../process/kept-processes.ts';
import { type EnvironmentDescription, removeDescription } from './environment-description.ts';
import type { KeptServices } from './kept-services.ts';

/** @throws {EnvironmentError} DOCKER_UNREACHABLE */
export async function openKeptServices(description: EnvironmentDescription): Promise<KeptServices> {
  if (description.kind === 'process') return new KeptProcesses(description);
  return await KeptContainers.find(description);
}

/**
 * Stops an environment that an earlier run has kept, and nothing else.
 *
 * @returns the stopped services, without those that had already ended
 * @throws {EnvironmentError} ON_ANOTHER_MACHINE, DOCKER_UNREACHABLE
 */
export async function stopKeptEnvironment(description: EnvironmentDescription): Promise<readonly string[]> {
  const { host, folder } = description;
  if (description.kind === 'process' && host !== hostname()) {
    throw new EnvironmentError('ON_ANOTHER_MACHINE', `it runs on ${host}, and can only be ended there`);
  }
  const stopped = await (await openKeptServices(description)).stop();
  await removeDescription(folder);
  return stopped;
}
