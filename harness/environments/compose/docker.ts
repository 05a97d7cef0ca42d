import { hostname } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';
import { EnvironmentError } from '../environment-error.ts';

const LOOPBACK = '127.0.0.1';

export type DockerApi = ContainerRuntimeClient['container']['dockerode'];
export type ContainerHandle = ReturnType<DockerApi['getContainer']>;

/** A reachable Docker daemon, found by testcontainers: DOCKER_HOST, TESTCONTAINERS_*, or its sockets. */
export interface Docker {
  readonly api: DockerApi;
  /** Host of published ports. */
  readonly host: string;
  /** Address on which ports are published: loopback if it can be reached. */
  readonly bind: string;
  /** Whether it runs on this machine, so that containers can share its folders and loopback. */
  readonly isLocal: boolean;
  /** Of the daemon: `20.10.24+dfsg1`. */
  readonly version: string;
  /** Version, storage driver and host, for the log. */
  readonly description: string;
}

/** @throws {EnvironmentError} DOCKER_UNREACHABLE, TOOL_MISSING */
export async function connectDocker(): Promise<Docker> {
  // Imported on demand: it takes a third of a second to load, and is optional without Docker.
  const { getContainerRuntimeClient } = await import('testcontainers').catch((cause: unknown) => {
    throw new EnvironmentError(
      'TOOL_MISSING',
      'containers need the package testcontainers, which cannot be loaded: pnpm add -D testcontainers. Without Docker: --env process',
      cause,
    );
  });
  let client: ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
  } catch (error) {
    throw dockerUnreachable('no Docker daemon responds', error);
  }
  const api = client.container.dockerode;
  const { Name, ServerVersion, Driver } = await api.info();
  // A daemon behind a tunnel, in a virtual machine or outside this container has another host name.
  const isLocal = Name === hostname();
  const host = publishedHost(client.info.containerRuntime.host, isLocal);
  return {
    api,
    host,
    bind: isLocal && host === LOOPBACK ? LOOPBACK : '0.0.0.0',
    isLocal,
    version: ServerVersion,
    description: `Docker ${ServerVersion} (${Driver}) on ${Name}${isLocal ? '' : `, reached as ${host}`}`,
  };
}

/** @param problem who does not reach the daemon, and how it failed */
export function dockerUnreachable(problem: string, cause: unknown): EnvironmentError {
  const where = process.env.DOCKER_HOST === undefined ? '' : ` (DOCKER_HOST is ${process.env.DOCKER_HOST})`;
  return new EnvironmentError(
    'DOCKER_UNREACHABLE',
    `${problem}${where}. Start it or install it: ./setup --docker. Without Docker: --env process`,
    cause,
  );
}

/**
 * Determines the host of published ports. In a container, testcontainers assumes a daemon outside it and returns the gateway
 * of its bridge; a daemon in the same container is reached by loopback.
 * https://github.com/testcontainers/testcontainers-node/blob/main/packages/testcontainers/src/container-runtime/utils/resolve-host.ts
 *
 * @param found host that testcontainers found
 */
export function publishedHost(
  found: string,
  isLocal: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (env.TESTCONTAINERS_HOST_OVERRIDE !== undefined) return env.TESTCONTAINERS_HOST_OVERRIDE;
  return isLocal || found === 'localhost' ? LOOPBACK : found;
}

/** HTTP status of a Docker error; `undefined` for other errors. */
export function statusOf(error: unknown): number | undefined {
  return (error as { readonly statusCode?: number }).statusCode;
}
