import { hostname } from 'node:os';
import { EnvironmentError } from '../environment-error.ts';
import { type EnvironmentDescription, removeDescription } from './environment-description.ts';
import { openKeptServices } from './open-kept-services.ts';

/**
 * Ends an environment that an earlier run has kept, and nothing else.
 *
 * @returns what was ended; what was gone already is not among it
 * @throws {EnvironmentError} ON_ANOTHER_MACHINE, DOCKER_UNREACHABLE
 */
export async function stopKept(description: EnvironmentDescription): Promise<readonly string[]> {
  const { host, folder } = description;
  if (description.kind === 'process' && host !== hostname()) {
    throw new EnvironmentError('ON_ANOTHER_MACHINE', `it runs on ${host}, and can only be ended there`);
  }
  const ended = await (await openKeptServices(description)).stop();
  await removeDescription(folder);
  return ended;
}
