import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answers a request that failed: `{error}`, and `{detail}` where it is known which field was wrong. A failure of
 * the service itself is logged and not told.
 */
export async function answerError(
  error: FastifyError & { readonly detail?: unknown },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { statusCode = 500, message, detail } = error;
  if (statusCode >= 500) request.log.error({ err: error, url: request.url }, 'request failed');
  const told = statusCode === 500 ? 'media-service could not do this; its log says why' : message;
  return await reply.code(statusCode).send({ error: told, ...(detail === undefined ? {} : { detail }) });
}
