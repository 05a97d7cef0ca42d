import { timingSafeEqual } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  HOOK_EVENTS,
  type HookAnswer,
  type HookEvent,
  pathEventSchema,
  segmentEventSchema,
} from '../../contracts/mediamtx-hook.ts';
import { parsePath } from '../../contracts/stream-id.ts';
import type { StreamRegistry } from '../streams/stream-registry.ts';

export interface HookRouteOptions {
  readonly registry: StreamRegistry;
  readonly recordingsFolder: string;
  /** What hooks must carry as a bearer token, when set. */
  readonly secret: string | undefined;
}

/** The events that MediaMTX's hooks post: `POST /v1/mediamtx/events/<event>`. */
export function addHookRoutes(app: FastifyInstance, options: HookRouteOptions): void {
  const handlers: Record<HookEvent, (body: unknown) => Promise<HookAnswer>> = {
    ready: async (body) => pathEvent(body, (streamId) => ready(options.registry, streamId)),
    'not-ready': async (body) => pathEvent(body, (streamId) => notReady(options.registry, streamId)),
    'segment-create': async (body) =>
      await segmentEvent(body, options.recordingsFolder, (streamId, path) =>
        options.registry.recordingCreated(streamId, path),
      ),
    'segment-complete': async (body) =>
      await segmentEvent(body, options.recordingsFolder, (streamId, path) =>
        options.registry.recordingCompleted(streamId, path),
      ),
  };

  for (const event of HOOK_EVENTS) {
    app.all(`/v1/mediamtx/events/${event}`, async (request, reply) => {
      if (request.method !== 'POST') {
        return await reply
          .code(405)
          .header('allow', 'POST')
          .send({ error: `${request.method} is not allowed, POST is` });
      }
      if (!isAuthorised(request, options.secret)) {
        return await reply
          .code(401)
          .send({ error: 'the hook secret is missing or wrong (authorization: Bearer …)' });
      }
      return await answer(reply, () => handlers[event](request.body));
    });
  }
}

/** The body does not describe an event. */
class HookRefusal extends Error {
  readonly fields: readonly { field: string; message: string }[];

  constructor(fields: readonly { field: string; message: string }[]) {
    super(fields.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.fields = fields;
  }
}

async function answer(reply: FastifyReply, handle: () => Promise<HookAnswer>): Promise<FastifyReply> {
  try {
    return await reply.send(await handle());
  } catch (error) {
    if (!(error instanceof HookRefusal)) throw error;
    return await reply.code(422).send({ error: error.message, detail: error.fields });
  }
}

function pathEvent(body: unknown, handle: (streamId: string) => HookAnswer): HookAnswer {
  const { path } = parse(pathEventSchema, body);
  return ofInput(path, (streamId) => handle(streamId));
}

async function segmentEvent(
  body: unknown,
  recordingsFolder: string,
  handle: (streamId: string, path: string) => void,
): Promise<HookAnswer> {
  const { path, segmentPath } = parse(segmentEventSchema, body);
  const file = await confine(segmentPath, recordingsFolder);
  return ofInput(path, (streamId) => {
    handle(streamId, file);
    return { status: 'accepted', message: `recording of ${path} noted`, stream_id: streamId };
  });
}

function ofInput(path: string, handle: (streamId: string) => HookAnswer): HookAnswer {
  const parsed = parsePath(path);
  if (parsed === undefined) {
    throw new HookRefusal([
      { field: 'path', message: 'expected live/<id>/in or live/<id>/out, id of [a-zA-Z0-9_-]' },
    ]);
  }
  if (parsed.direction === 'out') {
    return {
      status: 'skipped',
      message: 'this path is an output, nothing to dub',
      stream_id: parsed.streamId,
      direction: 'out',
    };
  }
  return handle(parsed.streamId);
}

function ready(registry: StreamRegistry, streamId: string): HookAnswer {
  const { correlationId, started } = registry.ready(streamId);
  return {
    status: 'worker_started',
    message: started ? 'worker started' : 'a worker is at it already',
    stream_id: streamId,
    correlation_id: correlationId,
  };
}

function notReady(registry: StreamRegistry, streamId: string): HookAnswer {
  const stopped = registry.notReady(streamId);
  return {
    status: stopped ? 'worker_stopped' : 'skipped',
    message: stopped ? 'worker airs what it has, then ends' : 'no worker is at it',
    stream_id: streamId,
    direction: 'in',
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new HookRefusal(
    parsed.error.issues.map((issue) => ({ field: issue.path.join('.') || 'body', message: issue.message })),
  );
}

/** @returns the file's real path; a link out of the folder does not get through */
async function confine(path: string, folder: string): Promise<string> {
  const root = await realpath(folder);
  // The file itself may not be there yet, its folder is.
  const parent = await realpath(dirname(resolve(root, path))).catch(() => undefined);
  const inside = parent === undefined ? '..' : relative(root, parent);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new HookRefusal([
      { field: 'segmentPath', message: `expected a file inside the recordings folder ${root}` },
    ]);
  }
  return resolve(root, path);
}

function isAuthorised(request: FastifyRequest, secret: string | undefined): boolean {
  if (secret === undefined) return true;
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
