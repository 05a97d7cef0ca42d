import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { z } from 'zod';
import { MAX_STREAM_ID_LENGTH } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';

const MAX_SHOWN_PATH = 200;
const answerSchema = z.object({ error: z.string() });

/** 64 KiB of text, of which JSON in ASCII makes six times as much, and a form three times. */
const MAX_BODY_BYTES = 6 * 64 * 1024;

/** Creates the HTTP server without its routes: body parsers, limits, and the format of error answers. */
export function createHttpServer(log: Logger): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: MAX_STREAM_ID_LENGTH },
    bodyLimit: MAX_BODY_BYTES,
    // A client that keeps its connection open must not delay the shutdown.
    forceCloseConnections: true,
  });
  addBodyParsers(app);
  app.setErrorHandler(answerError);
  app.addHook('onSend', async (request, reply, payload) => {
    logRejection(request, reply.statusCode, payload);
  });
  app.setNotFoundHandler(async ({ method, url }, reply) => {
    return await reply.code(404).send({ error: `no route for ${method} ${pathOf(url)}` });
  });
  return app;
}

/**
 * Parses forms as forms and every other body as JSON, whatever its content type: hand-written hooks often send JSON
 * under curl's default, which is the type of a form.
 */
function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, parseJson);
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (/^\s*[[{]/.test(body)) parseJson(request, body, done);
      else done(null, Object.fromEntries(new URLSearchParams(body)));
    },
  );
}

/**
 * Logs a request that is answered with 4xx, with the reason: a rejected hook is a stream that is not dubbed. Requests that
 * only read change nothing, and a client may ask for a stream before it exists.
 */
function logRejection({ method, url, log }: FastifyRequest, status: number, payload: unknown): void {
  if (status < 400 || status >= 500 || (status === 404 && method === 'GET')) return;
  const path = pathOf(url);
  const reason = reasonIn(payload);
  log[method === 'GET' ? 'warn' : 'error'](
    { method, path, status, reason },
    `rejected ${method} ${path} with ${status}: ${reason ?? 'no reason given'}`,
  );
}

/** The start of a path, without the query, which may carry a token. */
function pathOf(url: string): string {
  return (url.split('?')[0] ?? '').slice(0, MAX_SHOWN_PATH);
}

function reasonIn(payload: unknown): string | undefined {
  if (typeof payload !== 'string') return undefined;
  try {
    return answerSchema.parse(JSON.parse(payload)).error;
  } catch {
    return undefined;
  }
}

/**
 * Answers a failed request with `{error}`, and with `{detail}` when the error names invalid fields. An internal error
 * is logged; its message is not sent.
 */
async function answerError(
  error: FastifyError & { readonly detail?: unknown },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { statusCode = 500, message, detail } = error;
  if (statusCode >= 500) request.log.error({ err: error, path: pathOf(request.url) }, 'request failed');
  const shown = statusCode === 500 ? 'internal error; see the log of media-service' : message;
  return await reply.code(statusCode).send({ error: shown, ...(detail === undefined ? {} : { detail }) });
}
