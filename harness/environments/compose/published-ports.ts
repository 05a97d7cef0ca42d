import type { RunContext } from '../../engine/index.ts';
import { forEachProtocol, publishEndpoints } from '../../media/index.ts';
import type { Endpoints } from '../endpoints.ts';
import {
  DOCUMENTED_PORTS,
  type PortName,
  type Ports,
  reserveDocumentedPorts,
  reserveFreePorts,
} from '../process/ports.ts';
import type { ContainerGroup } from './container-group.ts';
import type { Docker } from './docker.ts';

const CHOSEN_BY_DOCKER: Ports = {
  ...forEachProtocol(() => 0),
  mediamtxApi: 0,
  mediaService: 0,
  sts: 0,
};

/**
 * Reserves the ports that a run publishes on the Docker host; 0 lets Docker choose.
 *
 * @throws {EnvironmentError} PORT_TAKEN
 */
export async function portsToPublish(
  run: RunContext,
  docker: Docker,
  kind: 'auto' | 'documented',
): Promise<Ports> {
  // The free ports of another machine are unknown.
  if (!docker.isLocal) return kind === 'auto' ? CHOSEN_BY_DOCKER : DOCUMENTED_PORTS;
  // Docker would choose other ports when a container is restarted.
  const reserved = await (kind === 'auto' ? reserveFreePorts() : reserveDocumentedPorts());
  run.defer('release the ports', reserved.release);
  return reserved.ports;
}

/** URLs of the services of a running group. */
export async function publishedEndpoints(group: ContainerGroup, host: string): Promise<Endpoints> {
  const [mediamtx, mediaService, sts] = await Promise.all(
    (['mediamtx', 'media-service', 'sts-service'] as const).map(
      async (name) => (await group.of(name).inspect()).ports,
    ),
  );
  return endpointsAt(host, {
    ...forEachProtocol((protocol) => mediamtx?.[DOCUMENTED_PORTS[protocol]]),
    mediamtxApi: mediamtx?.[8889],
    mediaService: mediaService?.[8080],
    sts: sts?.[3000],
  });
}

/** URLs of services whose ports are published on a host. */
export function endpointsAt(
  host: string,
  ports: Readonly<Record<PortName, number | string | undefined>>,
): Endpoints {
  return {
    ...publishEndpoints((protocol) => `${protocol}://${host}:${ports[protocol]}`),
    mediamtxApiUrl: `http://${host}:${ports.mediamtxApi}`,
    mediaServiceUrl: `http://${host}:${ports.mediaService}`,
    stsUrl: `http://${host}:${ports.sts}`,
  };
}
