import { mkdir } from 'node:fs/promises';
import { type FastifyBaseLogger, fastify } from 'fastify';
import type { Logger } from '../runtime/logger.ts';
import type { RunningService } from '../runtime/service-process.ts';
import type { MediaServiceConfig } from './config.ts';
import { addHookRoutes } from './http/hook-routes.ts';
import { addStatusRoutes } from './http/status-routes.ts';
import { WorkerMetrics } from './metrics/worker-metrics.ts';
import { StreamRegistry } from './streams/stream-registry.ts';

const MAX_BODY_BYTES = 64 * 1024;

export interface RunningMediaService extends RunningService {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
}

/** Starts the HTTP server; workers come and go with the hooks. */
export async function startMediaService(
  config: MediaServiceConfig,
  log: Logger,
): Promise<RunningMediaService> {
  await mkdir(config.recordingsFolder, { recursive: true });
  const metrics = new WorkerMetrics();
  const registry = new StreamRegistry(config.worker, metrics, log);
  const requestLog: FastifyBaseLogger = log.child({}, { level: 'warn' });
  const app = fastify({ loggerInstance: requestLog, bodyLimit: MAX_BODY_BYTES });
  addStatusRoutes(app, registry, metrics);
  addHookRoutes(app, { registry, recordingsFolder: config.recordingsFolder, secret: config.hookSecret });
  const url = await app.listen({ host: config.host, port: config.port });
  log.info({ url }, 'listening');
  return {
    url,
    stop: async () => {
      await registry.stop('the service ends');
      await app.close();
    },
  };
}
