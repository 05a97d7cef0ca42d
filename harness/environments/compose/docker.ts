import { hostname } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';
import { EnvironmentError } from '../environment-error.ts';

const LOOPBACK = '127.0.0.1';

export type DockerApi = ContainerRuntimeClient['container']['dockerode'];
export type ContainerHandle = ReturnType<DockerApi['getContainer']>;

/** A Docker daemon that answers, found as testcontainers finds it: DOCKER_HOST, TESTCONTAINERS_*, its sockets. */
export interface Docker {
  readonly api: DockerApi;
  /** Where published ports are reached. */
  readonly host: string;
  /** Address of the Docker host that ports are published on: loopback, where that is in reach. */
  readonly bind: string;
  /** Whether its containers can share folders and loopback with this machine. */
  readonly isHere: boolean;
  /** For the log: version, storage, host. */
  readonly description: string;
}

/**
 * @throws {EnvironmentError} DOCKER_UNREACHABLE
 */
export async function connectDocker(): Promise<Docker> {
  // Not before it is needed: it takes a third of a second to load, and who has no Docker need not have it.
  const { getContainerRuntimeClient } = await import('testcontainers');
  let client: ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
  } catch (error) {
    const where = process.env.DOCKER_HOST === undefined ? '' : ` (DOCKER_HOST is ${process.env.DOCKER_HOST})`;
    throw new EnvironmentError(
      'DOCKER_UNREACHABLE',
      `no Docker daemon answers${where}. Start it or install it: ./setup --docker. Without Docker: --env process`,
      error,
    );
  }
  const api = client.container.dockerode;
  const { Name, ServerVersion, Driver } = await api.info();
  // A daemon behind a tunnel, in a virtual machine or outside of this container has a host name of its own.
  const isHere = Name === hostname();
  const host = publishedHost(client.info.containerRuntime.host, isHere);
  return {
    api,
    host,
    bind: isHere && host === LOOPBACK ? LOOPBACK : '0.0.0.0',
    isHere,
    description: `Docker ${ServerVersion} (${Driver}) on ${Name}${isHere ? '' : `, reached as ${host}`}`,
  };
}

/**
 * Where published ports are reached. In a container testcontainers takes the daemon for one outside of it and
 * answers with the gateway of its bridge; one that runs in the same container is reached by loopback.
 * https://github.com/testcontainers/testcontainers-node/blob/main/packages/testcontainers/src/container-runtime/utils/resolve-host.ts
 *
 * @param found what testcontainers found
 */
export function publishedHost(
  found: string,
  isHere: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (env.TESTCONTAINERS_HOST_OVERRIDE !== undefined) return env.TESTCONTAINERS_HOST_OVERRIDE;
  return isHere || found === 'localhost' ? LOOPBACK : found;
}

/** The status of Docker's answer, when an error is one. */
export function statusOf(error: unknown): number | undefined {
  return (error as { readonly statusCode?: number }).statusCode;
}
