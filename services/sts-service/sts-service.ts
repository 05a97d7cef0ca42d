import Fastify from 'fastify';
import { EventLoopLag } from '../../lib/event-loop-lag.ts';
import { MONITOR_NAMESPACE } from '../contracts/sts-monitor.ts';
import type { Logger } from '../runtime/logger.ts';
import type { RunningService } from '../runtime/service-process.ts';
import type { StsConfig } from './config.ts';
import { FaultRegistry } from './faults/fault-registry.ts';
import { requireToken } from './http/auth-token.ts';
import { addFaultRoutes } from './http/fault-routes.ts';
import { addHttpRoutes } from './http/http-routes.ts';
import { logRefusals, logUnknownPaths } from './http/log-refusals.ts';
import { attachSocketServer } from './http/socket-server.ts';
import { createStsMetrics } from './metrics/sts-metrics.ts';
import { MonitorHub } from './monitor/monitor-hub.ts';
import { createProcessor } from './processing/create-processor.ts';
import { QueueLimit } from './session/rejection.ts';
import { WorkerConnection } from './session/worker-connection.ts';

/** A running STS service. */
export interface StartedStsService extends RunningService {
  /** Base URL, such as `http://127.0.0.1:3000`. */
  readonly url: string;
}

/** A stream id has up to 256 characters, and escaping triples the length of each. */
const MAX_PARAM_LENGTH = 3 * 256;

/**
 * Starts an STS service: Socket.IO for workers and observers, and HTTP for health and metrics, on one port.
 *
 * @throws {ProviderMissingError} when a program or model for real mode is not installed
 * @throws {ProviderKeyMissingError} when the configured provider needs a key
 */
export async function startStsService(config: StsConfig, log: Logger): Promise<StartedStsService> {
  const faults = config.faultApi ? await FaultRegistry.create() : undefined;
  const lag = new EventLoopLag();
  const metrics = createStsMetrics(() => lag.maxS());
  const setup = await createProcessor(config, metrics).catch(async (error: unknown) => {
    lag.stop();
    await faults?.dispose();
    throw error;
  });
  const monitor = new MonitorHub(config.observerBuffer);
  const queueLimit = new QueueLimit(config.maxQueued);
  const connections = new Set<WorkerConnection>();

  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: MAX_PARAM_LENGTH } });
  logUnknownPaths(app, log);
  addHttpRoutes(app, { ...setup, registry: metrics.registry });
  if (faults !== undefined) addFaultRoutes(app, { registry: faults, token: config.authToken, log });
  const io = attachSocketServer(app.server, config.corsOrigins);
  if (config.authToken !== undefined) {
    io.use(requireToken(config.authToken, log));
    io.of(MONITOR_NAMESPACE).use(requireToken(config.authToken, log));
  }
  logRefusals(io, app.server, log);
  monitor.serve(io.of(MONITOR_NAMESPACE), log);
  io.on('connection', (socket) => {
    const faultsOf = (streamId: string) => faults?.of(streamId);
    const shared = { ...config, ...setup, metrics, monitor, log, queueLimit, faultsOf };
    const connection = new WorkerConnection(socket, shared);
    connections.add(connection);
    socket.on('disconnect', (reason) => {
      void connection.close(reason).then(() => connections.delete(connection));
    });
  });

  const stop = async (): Promise<void> => {
    await Promise.all([...connections].map((connection) => connection.close('the service is stopping')));
    await io.close();
    await app.close();
    await faults?.dispose();
    await setup.dispose();
    lag.stop();
  };
  try {
    const url = await app.listen({ host: config.host, port: config.port });
    log.info({ url, mode: config.mode, providers: setup.providers }, 'listening');
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
