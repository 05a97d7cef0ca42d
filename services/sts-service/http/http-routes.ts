import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Health, Readiness } from '../../contracts/service-health.ts';

/** What the HTTP routes tell. */
export interface HttpFacts {
  /** The name in `/health`. */
  readonly service: string;
  /** Shown by `/ready` while the service can work. */
  readonly providers: Readonly<Record<string, string>>;
  readonly registry: Registry;
  /** Why the service can not work now; `undefined` when it can. */
  readonly notReady: () => string | undefined;
}

/** Adds `GET /health`, `GET /ready` and `GET /metrics`. */
export function addHttpRoutes(
  app: Pick<FastifyInstance, 'get'>,
  { service, providers, registry, notReady }: HttpFacts,
): void {
  app.get('/health', (): Health => ({ status: 'ok', service }));
  app.get('/ready', (_request, reply): Readiness => {
    const reason = notReady();
    if (reason === undefined) return { status: 'ready', providers };
    reply.code(503);
    return { status: 'not-ready', reason };
  });
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE);
    return await registry.metrics();
  });
}
