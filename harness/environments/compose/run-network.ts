import { errorMessage } from '../../../lib/error-message.ts';
import type { RunContext } from '../../engine/index.ts';
import type { Tap } from '../../tap/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { startTap } from '../start-tap.ts';
import { OWNER_LABEL, RUN_LABEL } from './container-labels.ts';
import type { Docker } from './docker.ts';

/** The network of the containers of both projects. */
export interface RunNetwork {
  /** Address of the Docker host in the network. */
  readonly gateway: string;
}

/**
 * Creates the network of a run. Sweeping the run removes it.
 *
 * @param owner as in {@link OWNER_LABEL}
 * @throws {EnvironmentError} NETWORK_NOT_MADE, for example when Docker has no free addresses
 */
export async function createNetwork(
  { api }: Docker,
  name: string,
  runId: string,
  owner: string,
): Promise<RunNetwork> {
  try {
    const network = await api.createNetwork({
      Name: name,
      Labels: { [RUN_LABEL]: runId, [OWNER_LABEL]: owner },
    });
    const { IPAM } = await network.inspect();
    return { gateway: String(IPAM?.Config?.[0]?.Gateway ?? '') };
  } catch (error) {
    throw new EnvironmentError(
      'NETWORK_NOT_MADE',
      `Docker could not create the network ${name}: ${errorMessage(error)}`,
      error,
    );
  }
}

/**
 * Starts a tap that the containers of the network can reach, in front of a port of this machine.
 *
 * @param stsPort published port of the STS service
 * @throws {EnvironmentError} TAP_OUT_OF_REACH when the containers run on another machine
 */
export async function tapInNetwork(
  run: RunContext,
  docker: Docker,
  { gateway }: RunNetwork,
  stsPort: number,
): Promise<Tap> {
  if (!docker.isLocal || gateway === '') {
    throw new EnvironmentError(
      'TAP_OUT_OF_REACH',
      `the containers run on another machine (${docker.host}) and cannot reach a tap on this one: ` +
        'run with --observe monitor, or use a Docker daemon on this machine',
    );
  }
  return await startTap(run, { host: gateway, target: `http://${docker.host}:${stsPort}` });
}
