import { errorMessage } from '../../../lib/error-message.ts';
import type { RunContext } from '../../engine/index.ts';
import type { Tap } from '../../tap/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { startTap } from '../start-tap.ts';
import type { Docker } from './docker.ts';
import { OWNER_LABEL, RUN_LABEL } from './labels.ts';

/** A network that the containers of both projects are in. */
export interface RunNetwork {
  /** Address at which its containers reach the Docker host. */
  readonly gateway: string;
}

/**
 * Makes the network of a run. Whoever sweeps the run removes it.
 *
 * @param owner as in {@link OWNER_LABEL}
 * @throws {EnvironmentError} NETWORK_NOT_MADE, e.g. when Docker has no addresses left
 */
export async function makeNetwork(
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
    const said = errorMessage(error);
    throw new EnvironmentError(
      'NETWORK_NOT_MADE',
      `Docker could not make the network ${name}: ${said}`,
      error,
    );
  }
}

/**
 * Starts a tap that containers of the network reach, before a port of this machine.
 *
 * @param stsPort where the STS service is published
 * @throws {EnvironmentError} TAP_OUT_OF_REACH when the containers run on another machine
 */
export async function tapInNetwork(
  run: RunContext,
  docker: Docker,
  { gateway }: RunNetwork,
  stsPort: number,
): Promise<Tap> {
  if (!docker.isHere || gateway === '') {
    throw new EnvironmentError(
      'TAP_OUT_OF_REACH',
      `the containers run on another machine (${docker.host}) and cannot reach a tap on this one: ` +
        'run with --observe monitor, or with a Docker daemon of this machine',
    );
  }
  return await startTap(run, { host: gateway, target: `http://${docker.host}:${stsPort}` });
}
