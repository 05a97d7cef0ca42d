import type { FastifyInstance } from 'fastify';
import type { WorkerMetrics } from '../metrics/stream-metrics.ts';
import type { StreamRegistry } from '../streams/stream-registry.ts';

const SERVICE = 'media-service';

/** Adds the routes for health, readiness, metrics and the status of streams. */
export function addStatusRoutes(
  app: FastifyInstance,
  registry: StreamRegistry,
  metrics: WorkerMetrics,
): void {
  app.get('/health', () => ({ status: 'ok', service: SERVICE }));

  app.get('/ready', async (_request, reply) => {
    const problems = registry.problems();
    if (problems.length === 0) return { status: 'ready', service: SERVICE };
    return await reply.code(503).send({ status: 'not ready', service: SERVICE, reason: problems.join('; ') });
  });

  app.get('/metrics', async (_request, reply) => {
    return await reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await metrics.registry.metrics());
  });

  app.get('/v1/streams', () => ({ streams: registry.list() }));

  app.get<{ Params: { id: string } }>('/v1/streams/:id', async (request, reply) => {
    const status = registry.status(request.params.id);
    if (status !== undefined) return status;
    return await reply.code(404).send({ error: 'unknown stream id' });
  });
}
