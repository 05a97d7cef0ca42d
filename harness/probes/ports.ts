import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { errorMessage } from '../../lib/error-message.ts';
import type { Endpoints } from '../environments/endpoints.ts';
import { findListeners } from '../environments/process/port-holder.ts';
import { PUBLISH_PROTOCOL_NAMES, parsePublishUrl } from '../media/index.ts';
import { fairDeadline } from './fair-deadline.ts';
import { defineProbe, REQUEST_WITHIN_MS } from './probe.ts';

/** Where a service of the pipeline should listen. */
interface ExpectedPort {
  readonly name: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
}

/** Whether something listens on the port of each URL of the pipeline, and which process. */
export const portsProbe = defineProbe('ports', async ({ endpoints }, signal) => {
  if (endpoints === undefined) return [];
  const expected = expectedPorts(endpoints);
  const local = expected.filter(({ host }) => isLocal(host));
  const listeners = findListeners(local.map(({ port }) => port));
  const list = await Promise.all(
    expected.map(async (port) => {
      const found = isLocal(port.host) ? listeners.get(port.port) : undefined;
      // A connection would appear in the log of the server.
      if (found === undefined) return { ...port, ...(await tryToConnect(port, signal)) };
      const { listener } = found;
      const holder = listener && { pid: listener.pid, command: listener.commandLine };
      return { ...port, listening: true, ...(holder === undefined ? {} : { holder }) };
    }),
  );
  return [{ list }];
});

function expectedPorts(endpoints: Endpoints): ExpectedPort[] {
  const streams = PUBLISH_PROTOCOL_NAMES.flatMap((name) => {
    const target = parsePublishUrl(endpoints[`${name}Url`]);
    return target === undefined ? [] : [{ name, service: 'mediamtx', host: target.host, port: target.port }];
  });
  const http = (
    [
      ['mediamtxApi', 'mediamtx'],
      ['mediaService', 'media-service'],
      ['sts', 'sts-service'],
    ] as const
  ).map(([name, service]) => {
    const { hostname, port, protocol } = new URL(endpoints[`${name}Url`]);
    const host = hostname.replace(/^\[|\]$/g, '');
    return { name, service, host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  });
  return [...streams, ...http];
}

/** Whether a host name is this machine. */
export function isLocal(host: string): boolean {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  return Object.values(networkInterfaces()).some((addresses = []) =>
    addresses.some(({ address }) => address === host),
  );
}

async function tryToConnect(
  { host, port }: ExpectedPort,
  signal: AbortSignal,
): Promise<{ readonly listening?: boolean; readonly error?: string }> {
  using deadline = fairDeadline(REQUEST_WITHIN_MS, signal);
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: deadline.signal });
    return { listening: true };
  } catch (error) {
    if (deadline.isOver) return { error: `no connection within ${REQUEST_WITHIN_MS} ms` };
    if (signal.aborted) return { error: 'no connection before the probes ended' };
    const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
    // Other errors, such as an unknown host, leave open whether something listens.
    return { ...(isRefused ? { listening: false } : {}), error: errorMessage(error) };
  } finally {
    socket.destroy();
  }
}
