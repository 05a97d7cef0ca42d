import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Health, Readiness } from '../../contracts/service-health.ts';

/** What the HTTP routes tell. */
export interface HttpFacts {
  /** The name in `/health`. */
  readonly service: string;
  /** Told by `/ready`. */
  readonly providers: Readonly<Record<string, string>>;
  readonly registry: Registry;
}

/**
 * Adds `GET /health`, `GET /ready` and `GET /metrics`. The service listens only after it has found all that it
 * works with, so whoever gets an answer can send fragments.
 */
export function addHttpRoutes(app: FastifyInstance, { service, providers, registry }: HttpFacts): void {
  // Before the body is read: where there is nothing, nobody complains of what was sent there.
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
