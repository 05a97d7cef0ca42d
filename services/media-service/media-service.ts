import { mkdir } from 'node:fs/promises';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { MAX_STREAM_ID_LENGTH } from '../contracts/stream-id.ts';
import type { Logger } from '../runtime/logger.ts';
import type { RunningService } from '../runtime/service-process.ts';
import type { MediaServiceConfig } from './config.ts';
import { answerError } from './http/error-answer.ts';
import { addHookRoutes } from './http/hook-routes.ts';
import { addStatusRoutes } from './http/status-routes.ts';
import { WorkerMetrics } from './metrics/worker-metrics.ts';
import { StateFolder } from './state/state-folder.ts';
import { StreamRegistry } from './streams/stream-registry.ts';
import { takeUpLive } from './streams/take-up-live.ts';

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
  const registry = new StreamRegistry(config.worker, metrics, new StateFolder(config.stateFolder, log), log);
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: MAX_STREAM_ID_LENGTH },
    bodyLimit: MAX_BODY_BYTES,
    // A client that holds its connection must not keep the service from ending.
    forceCloseConnections: true,
  });
  // JSON is JSON, whatever a hook that someone wrote by hand calls it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async ({ method, url }, reply) => {
    return await reply.code(404).send({ error: `there is no ${method} ${url}` });
  });
  addStatusRoutes(app, registry, metrics);
  addHookRoutes(app, { registry, recordingsFolder: config.recordingsFolder, secret: config.hookSecret });
  // What came over RTMP is nowhere: a stream that it was read of begins anew with its next publisher.
  const { recordingsFolder, mediamtxApiUrl: apiUrl } = config;
  if (registry.readsRecordings) await registry.resume(recordingsFolder);
  const url = await app.listen({ host: config.host, port: config.port });
  log.info({ url }, 'listening');
  // From here on hooks tell of what begins.
  const ending = new AbortController();
  const folder = registry.readsRecordings ? recordingsFolder : undefined;
  const takenUp =
    apiUrl === undefined
      ? Promise.resolve()
      : takeUpLive({ apiUrl, registry, recordingsFolder: folder, log, signal: ending.signal });
  return {
    url,
    stop: async () => {
      ending.abort(new Error('the service ends'));
      await takenUp;
      // The workers first: what they are at can be seen until they have ended.
      await registry.stop('the service ends');
      await app.close();
    },
  };
}
