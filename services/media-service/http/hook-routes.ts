import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { confinePath } from '../../../lib/confine-path.ts';
import { equalSecrets } from '../../../lib/equal-secrets.ts';
import {
  HOOK_EVENTS,
  type HookAnswer,
  type HookEvent,
  pathEventSchema,
  segmentEventSchema,
} from '../../contracts/mediamtx-hook.ts';
import { parsePath } from '../../contracts/stream-id.ts';
import type { StreamRegistry } from '../streams/stream-registry.ts';

/** The body of a hook does not describe an event. */
export class HookRefusedError extends Error {
  override readonly name = 'HookRefusedError';
  readonly code = 'HOOK_REFUSED';
  readonly statusCode = 422;
  readonly detail: readonly { readonly field: string; readonly message: string }[];

  /** @param detail the invalid fields, with the problem of each */
  constructor(detail: HookRefusedError['detail']) {
    super(detail.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.detail = detail;
  }
}

export interface HookRouteOptions {
  readonly registry: StreamRegistry;
  readonly recordingsFolder: string;
  /** The bearer token that hooks must send, if any. */
  readonly secret: string | undefined;
}

/** Adds `POST /v1/mediamtx/events/<event>`, which MediaMTX's hooks call (docs/protocol.md §2). */
export function addHookRoutes(app: FastifyInstance, options: HookRouteOptions): void {
  const { registry, secret } = options;
  const handlers: Record<HookEvent, (body: unknown) => HookAnswer | Promise<HookAnswer>> = {
    ready: (body) => {
      const { path, sourceId } = parse(pathEventSchema, body);
      return forInput(path, (streamId) => ready(registry, streamId, sourceId));
    },
    'not-ready': (body) => {
      const { path, sourceId } = parse(pathEventSchema, body);
      return forInput(path, (streamId) => notReady(registry, streamId, sourceId));
    },
    'segment-create': (body) =>
      forRecording(body, options, async (streamId, file) => {
        await requireFile(file);
        registry.recordingCreated(streamId, file);
      }),
    'segment-complete': (body) =>
      forRecording(body, options, (streamId, file) => registry.recordingCompleted(streamId, file)),
  };
  // Authenticate before parsing the body.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.method !== 'POST') {
      await reply
        .code(405)
        .header('allow', 'POST')
        .send({ error: `method ${request.method} is not allowed; use POST` });
    } else if (secret !== undefined && !carriesSecret(request.headers.authorization, secret)) {
      const error = 'missing or wrong hook secret (header "Authorization: Bearer …")';
      await reply.code(401).header('www-authenticate', 'Bearer').send({ error });
    }
  };
  for (const event of HOOK_EVENTS) {
    app.all(`/v1/mediamtx/events/${event}`, { onRequest }, async ({ body, log }) => {
      const answer = await handlers[event](body);
      // The body is not logged: its query may contain a password.
      log.info({ event, answer }, 'hook');
      return answer;
    });
  }
}

/** Whether an `Authorization` header carries `secret` as its bearer token. Compares in constant time. */
export function carriesSecret(header: string | undefined, secret: string): boolean {
  const given = /^Bearer +(.*)$/i.exec(header ?? '')?.[1] ?? '';
  return equalSecrets(given, secret);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new HookRefusedError(
    parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message })),
  );
}

/** Handles an event of an input path. Events of output paths are skipped. */
function forInput<Answer>(path: string, handle: (streamId: string) => Answer): Answer | HookAnswer {
  const parsed = parsePath(path);
  if (parsed === undefined) {
    const message =
      'expected live/<id>/in or live/<id>/out with an id of 1 to 128 characters of [a-zA-Z0-9_-]';
    throw new HookRefusedError([{ field: 'path', message }]);
  }
  const { streamId, direction } = parsed;
  if (direction === 'in') return handle(streamId);
  return { status: 'skipped', message: 'output paths are not dubbed', stream_id: streamId, direction };
}

function ready(registry: StreamRegistry, streamId: string, sourceId: string): HookAnswer {
  const { correlationId, started } = registry.ready(streamId, sourceId);
  return {
    status: 'worker_started',
    message: started ? 'worker started' : 'already being processed',
    stream_id: streamId,
    correlation_id: correlationId,
  };
}

function notReady(registry: StreamRegistry, streamId: string, sourceId: string): HookAnswer {
  const stopped = registry.notReady(streamId, sourceId);
  return {
    status: stopped ? 'worker_stopped' : 'skipped',
    message: stopped ? 'worker is draining' : 'no active worker',
    stream_id: streamId,
    direction: 'in',
  };
}

async function forRecording(
  body: unknown,
  { registry, recordingsFolder: folder }: HookRouteOptions,
  handle: (streamId: string, file: string) => void | Promise<void>,
): Promise<HookAnswer> {
  const { path, segmentPath } = parse(segmentEventSchema, body);
  return await forInput(path, async (streamId): Promise<HookAnswer> => {
    if (!registry.readsRecordings) {
      const message = 'recordings are not used (WORKER_INGEST=rtmp)';
      return { status: 'skipped', message, stream_id: streamId, direction: 'in' };
    }
    const file = await confinePath(segmentPath, folder);
    if (file === undefined) {
      const message = `expected a file in the recordings folder ${folder} (RECORDINGS_DIR)`;
      throw new HookRefusedError([{ field: 'segmentPath', message }]);
    }
    await handle(streamId, file);
    return { status: 'accepted', message: `recording of ${path} accepted`, stream_id: streamId };
  });
}

/** MediaMTX creates a recording before it calls the hook: a worker must not wait for a file that does not exist. */
async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isFile() !== true)
    throw new HookRefusedError([{ field: 'segmentPath', message: 'expected an existing file' }]);
}
