import { z } from 'zod';

/** Maximum length of a stream id, in characters. */
export const MAX_STREAM_ID_LENGTH = 128;

/** A stream id, as in the MediaMTX paths `live/<id>/in` and `live/<id>/out`. */
export const streamIdSchema = z
  .string()
  .min(1)
  .max(MAX_STREAM_ID_LENGTH)
  .regex(/^[a-zA-Z0-9_-]+$/, 'use letters, digits, "_" and "-" only');

/** Whether a MediaMTX path is the input or the output of the pipeline. */
export type PathDirection = 'in' | 'out';

/** The MediaMTX path of the input or output of a stream. */
export function pathOf(streamId: string, direction: PathDirection): string {
  return `live/${streamId}/${direction}`;
}

/** The stream and direction of a MediaMTX path, or `undefined` for any other path. */
export function parsePath(path: string): { streamId: string; direction: PathDirection } | undefined {
  const [, id, direction] = /^live\/([^/]+)\/(in|out)$/.exec(path) ?? [];
  const streamId = streamIdSchema.safeParse(id).data;
  if (streamId === undefined) return undefined;
  return { streamId, direction: direction as PathDirection };
}
