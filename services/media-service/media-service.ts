import { mkdir } from 'node:fs/promises';
import { EventLoopLag } from '../../lib/event-loop-lag.ts';
import type { Logger } from '../runtime/logger.ts';
import type { RunningService } from '../runtime/service-process.ts';
import type { MediaServiceConfig } from './config.ts';
import { addHookRoutes } from './http/hook-routes.ts';
import { createHttpServer } from './http/http-server.ts';
import { addStatusRoutes } from './http/status-routes.ts';
import { exposeEventLoopLag } from './metrics/instruments.ts';
import { WorkerMetrics } from './metrics/stream-metrics.ts';
import { StateFolder } from './state/state-folder.ts';
import { recoverLiveStreams } from './streams/recover-live-streams.ts';
import { StreamRegistry } from './streams/stream-registry.ts';

export interface RunningMediaService extends RunningService {
  /** The base URL of its HTTP server, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
}

/**
 * Starts the HTTP server. Hooks start and stop workers.
 *
 * @throws {StateFolderError} when the state of earlier streams cannot be read
 */
export async function startMediaService(
  config: MediaServiceConfig,
  log: Logger,
): Promise<RunningMediaService> {
  const { recordingsFolder, mediamtxApiUrl: apiUrl } = config;
  await mkdir(recordingsFolder, { recursive: true });
  const metrics = new WorkerMetrics();
  const lag = new EventLoopLag();
  exposeEventLoopLag(metrics.registry, () => lag.maxS());
  const registry = new StreamRegistry(config.worker, metrics, new StateFolder(config.stateFolder, log), log);
  const app = createHttpServer(log);
  addStatusRoutes(app, registry, metrics);
  addHookRoutes(app, { registry, recordingsFolder, secret: config.hookSecret });
  // Media received over RTMP is not stored: such a stream restarts with its next publisher.
  if (registry.readsRecordings) await registry.resume(recordingsFolder);
  const url = await app.listen({ host: config.host, port: config.port });
  log.info({ url }, 'listening');
  // From here on hooks report every new stream.
  const stopping = new AbortController();
  const folder = registry.readsRecordings ? recordingsFolder : undefined;
  const recovered =
    apiUrl === undefined
      ? Promise.resolve()
      : recoverLiveStreams({ apiUrl, registry, recordingsFolder: folder, log, signal: stopping.signal });
  return {
    url,
    stop: async () => {
      stopping.abort(new Error('media-service is stopping'));
      await recovered;
      // Workers stop before the HTTP server, so that their status stays visible until they have ended.
      await registry.stop('media-service is stopping');
      await app.close();
      lag.stop();
    },
  };
}
