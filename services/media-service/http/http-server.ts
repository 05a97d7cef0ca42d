import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { MAX_STREAM_ID_LENGTH } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';

const MAX_BODY_BYTES = 64 * 1024;
/** Percent-encoding at most triples the length, so a form may carry as much as a JSON body. */
const MAX_FORM_BYTES = 3 * MAX_BODY_BYTES;

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
  app.setNotFoundHandler(async ({ method, url }, reply) => {
    return await reply.code(404).send({ error: `no route for ${method} ${url}` });
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
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (request, body, done) => {
      if (/^\s*[[{]/.test(body)) parseJson(request, body, done);
      else done(null, Object.fromEntries(new URLSearchParams(body)));
    },
  );
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
  // Without its query, which may carry a token.
  const [path] = request.url.split('?');
  if (statusCode >= 500) request.log.error({ err: error, path }, 'request failed');
  const shown = statusCode === 500 ? 'internal error; see the log of media-service' : message;
  return await reply.code(statusCode).send({ error: shown, ...(detail === undefined ? {} : { detail }) });
}
