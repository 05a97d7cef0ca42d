import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type FaultState, faultPlanSchema } from '../../contracts/sts-faults.ts';
import { wireId } from '../../contracts/wire.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { isToken } from './auth-token.ts';

/** The request does not describe valid faults. */
class InvalidFaultsError extends Error {
  readonly code = 'FAULT_REFUSED';
  readonly statusCode = 422;
  readonly detail: readonly { readonly field: string; readonly message: string }[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    const detail = issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
    super(detail.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.name = 'InvalidFaultsError';
    this.detail = detail;
  }
}

export interface FaultRouteOptions {
  readonly registry: FaultRegistry;
  /** Bearer token that requests must carry, if set. */
  readonly token: string | undefined;
  readonly log: Logger;
}

/** Adds `PUT`, `GET` and `DELETE /v1/faults/{stream_id}`. */
export function addFaultRoutes(app: FastifyInstance, { registry, token, log }: FaultRouteOptions): void {
  // Authenticate before parsing the body.
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
    if (!(error instanceof InvalidFaultsError)) throw error;
    await reply.code(error.statusCode).send({ error: error.message, detail: error.detail });
  };
  // JSON with any content type. The body of DELETE is not used, and clients send it with a content type and no content.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'DELETE' || body === '') done(null, undefined);
    else parseJson(request, body, done);
  });
  const options = { onRequest, errorHandler };
  const path = '/v1/faults/:stream_id';

  app.put(path, options, ({ params, body }): FaultState => {
    const streamId = streamIdOf(params);
    const plan = faultPlanSchema.safeParse(body);
    if (!plan.success) throw new InvalidFaultsError(plan.error.issues);
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
  throw new InvalidFaultsError(parsed.error.issues.map((issue) => ({ ...issue, path: ['stream_id'] })));
}
