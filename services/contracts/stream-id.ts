import { z } from 'zod';

/** A stream's id as MediaMTX paths carry it: `live/<id>/in` and `live/<id>/out`. */
export const streamIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-zA-Z0-9_-]+$/, 'letters, digits, "_" and "-" only');

/** Which end of the pipeline a MediaMTX path is. */
export type PathDirection = 'in' | 'out';

/** The MediaMTX path of one end of a stream. */
export function pathOf(streamId: string, direction: PathDirection): string {
  return `live/${streamId}/${direction}`;
}

/** The stream and direction that a MediaMTX path names, or `undefined` when it is not one of ours. */
export function parsePath(path: string): { streamId: string; direction: PathDirection } | undefined {
  const match = /^live\/([a-zA-Z0-9_-]{1,128})\/(in|out)$/.exec(path);
  if (match === null) return undefined;
  return { streamId: match[1] as string, direction: match[2] as PathDirection };
}
