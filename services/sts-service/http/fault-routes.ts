import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FaultState, faultPlanSchema } from '../../contracts/sts-faults.ts';
import { wireId } from '../../contracts/wire.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { isToken } from './auth-token.ts';
import { FaultRefusedError } from './fault-refused-error.ts';

export interface FaultRouteOptions {
  readonly registry: FaultRegistry;
  /** What a request must carry as a bearer token, when set. */
  readonly token: string | undefined;
  readonly log: Logger;
}

/** Adds `PUT`, `GET` and `DELETE /v1/faults/{stream_id}`. */
export function addFaultRoutes(app: FastifyInstance, { registry, token, log }: FaultRouteOptions): void {
  // Before the body is read: who may not speak is not listened to.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (token === undefined || isToken(request.headers.authorization, token)) return;
    const error = 'send the token of STS_AUTH_TOKEN as "authorization: Bearer …"';
    await reply.code(401).header('www-authenticate', 'Bearer').send({ error });
  };
  const errorHandler = async (
    error: unknown,
    _request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> => {
    if (!(error instanceof FaultRefusedError)) throw error;
    await reply.code(error.statusCode).send({ error: error.message, detail: error.detail });
  };
  const options = { onRequest, errorHandler };
  const path = '/v1/faults/:stream_id';

  app.put(path, options, ({ params, body }): FaultState => {
    const streamId = streamIdOf(params);
    const plan = faultPlanSchema.safeParse(body);
    if (!plan.success) throw new FaultRefusedError(plan.error.issues);
    registry.set(streamId, plan.data);
    log.warn({ stream_id: streamId, faults: plan.data.faults }, 'faults set');
    return registry.describe(streamId);
  });
  app.get(path, options, ({ params }): FaultState => registry.describe(streamIdOf(params)));
  app.delete(path, options, async ({ params }, reply) => {
    const { faults } = registry.describe(streamIdOf(params));
    registry.remove(streamIdOf(params));
    log.warn({ stream_id: streamIdOf(params), faults }, 'faults removed');
    return await reply.code(204).send();
  });
}

function streamIdOf(params: unknown): string {
  const parsed = wireId.safeParse((params as { readonly stream_id: string }).stream_id);
  if (parsed.success) return parsed.data;
  throw new FaultRefusedError(parsed.error.issues.map((issue) => ({ ...issue, path: ['stream_id'] })));
}
