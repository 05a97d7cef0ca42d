import { z } from 'zod';

/** The hook events that `mtx-hook` posts to `/v1/mediamtx/events/<event>`. */
export const HOOK_EVENTS = ['ready', 'not-ready', 'segment-create', 'segment-complete'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

function withCamelCaseNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), field]),
  );
}

/** The limit is that of a file system path; ids and types are far shorter. */
const text = z.string().min(1).max(4096);

/** Body of `ready` and `not-ready`. Accepts `source_type` and `source_id` too, and any source type. */
export const pathEventSchema = z.preprocess(
  withCamelCaseNames,
  z.object({
    path: text,
    /** Query string of the publisher's URL. Its length is not limited: it may carry a token. */
    query: z.string().optional(),
    sourceType: text,
    sourceId: text,
  }),
);
/** Body of `segment-create` and `segment-complete`: a file of the recording of `path`. */
export const segmentEventSchema = z.preprocess(
  withCamelCaseNames,
  z.object({ path: text, segmentPath: text }),
);
/** Response of media-service to a hook. `accepted` is the status for recording events. */
export const hookAnswerSchema = z.object({
  status: z.enum(['worker_started', 'worker_stopped', 'accepted', 'skipped']),
  message: z.string(),
  stream_id: z.string().optional(),
  correlation_id: z.string().optional(),
  direction: z.enum(['in', 'out']).optional(),
});
export type HookAnswer = z.infer<typeof hookAnswerSchema>;
