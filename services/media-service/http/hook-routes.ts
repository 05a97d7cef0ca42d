import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { confinePath } from '../../../lib/confine-path.ts';
import {
  HOOK_EVENTS,
  type HookAnswer,
  type HookEvent,
  pathEventSchema,
  segmentEventSchema,
} from '../../contracts/mediamtx-hook.ts';
import { parsePath } from '../../contracts/stream-id.ts';
import type { StreamRegistry } from '../streams/stream-registry.ts';
import { carriesSecret } from './bearer-secret.ts';
import { HookRefusedError } from './hook-refused-error.ts';

export interface HookRouteOptions {
  readonly registry: StreamRegistry;
  readonly recordingsFolder: string;
  /** What hooks must carry as a bearer token, when set. */
  readonly secret: string | undefined;
}

/** The events that MediaMTX's hooks post: `POST /v1/mediamtx/events/<event>`. */
export function addHookRoutes(app: FastifyInstance, options: HookRouteOptions): void {
  const { registry, secret } = options;
  const handlers: Record<HookEvent, (body: unknown) => HookAnswer | Promise<HookAnswer>> = {
    ready: (body) => {
      const { path, sourceId } = read(pathEventSchema, body);
      return ofInput(path, (streamId) => ready(registry, streamId, sourceId));
    },
    'not-ready': (body) => {
      const { path, sourceId } = read(pathEventSchema, body);
      return ofInput(path, (streamId) => notReady(registry, streamId, sourceId));
    },
    'segment-create': (body) =>
      recording(body, options, async (streamId, file) => {
        await requireFile(file);
        registry.recordingCreated(streamId, file);
      }),
    'segment-complete': (body) =>
      recording(body, options, (streamId, file) => registry.recordingCompleted(streamId, file)),
  };
  // Before the body is read: who may not speak is not listened to.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.method !== 'POST') {
      await reply
        .code(405)
        .header('allow', 'POST')
        .send({ error: `${request.method} is not allowed, POST is` });
    } else if (secret !== undefined && !carriesSecret(request.headers.authorization, secret)) {
      const error = 'the hook secret is missing or wrong (authorization: Bearer …)';
      await reply.code(401).header('www-authenticate', 'Bearer').send({ error });
    }
  };
  for (const event of HOOK_EVENTS) {
    app.all(`/v1/mediamtx/events/${event}`, { onRequest }, async ({ body, log }) => {
      const answer = await handlers[event](body);
      // Not the body: a query may hold a password.
      log.info({ event, answer }, 'hook');
      return answer;
    });
  }
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new HookRefusedError(
    parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message })),
  );
}

/** Hands an event of an input on. Those of outputs are nobody's business. */
function ofInput<Answer>(path: string, handle: (streamId: string) => Answer): Answer | HookAnswer {
  const parsed = parsePath(path);
  if (parsed === undefined) {
    const message = 'expected live/<id>/in or live/<id>/out, id of 1 to 128 of [a-zA-Z0-9_-]';
    throw new HookRefusedError([{ field: 'path', message }]);
  }
  const { streamId, direction } = parsed;
  if (direction === 'in') return handle(streamId);
  return {
    status: 'skipped',
    message: 'this path is an output, nothing to dub',
    stream_id: streamId,
    direction,
  };
}

function ready(registry: StreamRegistry, streamId: string, sourceId: string): HookAnswer {
  const { correlationId, started } = registry.ready(streamId, sourceId);
  return {
    status: 'worker_started',
    message: started ? 'worker started' : 'a worker is at it already',
    stream_id: streamId,
    correlation_id: correlationId,
  };
}

function notReady(registry: StreamRegistry, streamId: string, sourceId: string): HookAnswer {
  const stopped = registry.notReady(streamId, sourceId);
  return {
    status: stopped ? 'worker_stopped' : 'skipped',
    message: stopped ? 'worker airs what it has, then ends' : 'no worker is at it',
    stream_id: streamId,
    direction: 'in',
  };
}

async function recording(
  body: unknown,
  { registry, recordingsFolder: folder }: HookRouteOptions,
  note: (streamId: string, file: string) => void | Promise<void>,
): Promise<HookAnswer> {
  const { path, segmentPath } = read(segmentEventSchema, body);
  return await ofInput(path, async (streamId): Promise<HookAnswer> => {
    if (!registry.readsRecordings) {
      const message = 'recordings are not read here (WORKER_INGEST=rtmp)';
      return { status: 'skipped', message, stream_id: streamId, direction: 'in' };
    }
    const file = await confinePath(segmentPath, folder);
    if (file === undefined) {
      const message = `expected a file in the recordings folder ${folder} (RECORDINGS_DIR)`;
      throw new HookRefusedError([{ field: 'segmentPath', message }]);
    }
    await note(streamId, file);
    return { status: 'accepted', message: `recording of ${path} noted`, stream_id: streamId };
  });
}

/** MediaMTX creates a recording before it tells of it: a worker must not wait for one that nobody writes. */
async function requireFile(file: string): Promise<void> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile)
    throw new HookRefusedError([{ field: 'segmentPath', message: 'expected a file that is there' }]);
}
