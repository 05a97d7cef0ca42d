import { z } from 'zod';

/** The longest id of a stream, in characters. */
export const MAX_STREAM_ID_LENGTH = 128;

/** A stream's id as MediaMTX paths carry it: `live/<id>/in` and `live/<id>/out`. */
export const streamIdSchema = z
  .string()
  .min(1)
  .max(MAX_STREAM_ID_LENGTH)
  .regex(/^[a-zA-Z0-9_-]+$/, 'letters, digits, "_" and "-" only');

/** Which end of the pipeline a MediaMTX path is. */
export type PathDirection = 'in' | 'out';

/** The MediaMTX path of one end of a stream. */
export function pathOf(streamId: string, direction: PathDirection): string {
  return `live/${streamId}/${direction}`;
}

/** The stream and direction that a MediaMTX path names, or `undefined` when it is not one of ours. */
export function parsePath(path: string): { streamId: string; direction: PathDirection } | undefined {
  const [, id, direction] = /^live\/([^/]+)\/(in|out)$/.exec(path) ?? [];
  const streamId = streamIdSchema.safeParse(id).data;
  if (streamId === undefined) return undefined;
  return { streamId, direction: direction as PathDirection };
}
