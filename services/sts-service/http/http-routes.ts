import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Health, Readiness } from '../../contracts/service-health.ts';

/** Content of the HTTP responses. */
export interface HttpContent {
  /** The service name in `/health`. */
  readonly service: string;
  /** The providers in `/ready`. */
  readonly providers: Readonly<Record<string, string>>;
  readonly registry: Registry;
}

/**
 * Adds `GET /health`, `GET /ready` and `GET /metrics`. The service listens only after it has found all its programs and
 * files, so it is ready whenever it responds.
 */
export function addHttpRoutes(app: FastifyInstance, { service, providers, registry }: HttpContent): void {
  // Before the body is parsed: an unknown path is 404, whatever the body.
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return await reply.callNotFound();
  });
  app.get('/health', (): Health => ({ status: 'ok', service }));
  app.get('/ready', (): Readiness => ({ status: 'ready', providers }));
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE);
    return await registry.metrics();
  });
}
