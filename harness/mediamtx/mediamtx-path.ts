import { z } from 'zod';

/** A path of MediaMTX, whichever generation of field names the server speaks. */
export interface MediamtxPath {
  readonly name: string;
  /** A publisher is there and its tracks are known. */
  readonly ready: boolean;
  /** When it became ready, as the server wrote it (RFC 3339). */
  readonly readyTime?: string;
  /** `rtmpConn`, `rtspSession`, … Absent while nobody publishes. */
  readonly sourceType?: string;
  readonly sourceId?: string;
  /** Codec names: `H264`, `MPEG-4 Audio`, … */
  readonly tracks: readonly string[];
  /** Since the path became ready. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** How many clients read it now. */
  readonly readers: number;
}

const bytes = z.number().nonnegative();
const time = z.string().nullish();
const endpoint = z.object({ type: z.string(), id: z.string() });

/**
 * A path as `/v3/paths` tells it. In older releases the fields are `ready`, `readyTime`, `tracks` (names),
 * `bytesReceived`, `bytesSent`; in newer ones `available`, `availableTime`, `tracks2` (objects), `inboundBytes`,
 * `outboundBytes`, with the old ones still sent for a while. The newer one counts when both are there.
 */
export const mediamtxPathSchema = z
  .object({
    name: z.string(),
    source: endpoint.nullish(),
    readers: z.array(endpoint).nullish(),
    available: z.boolean().optional(),
    availableTime: time,
    tracks2: z.array(z.object({ codec: z.string() })).nullish(),
    inboundBytes: bytes.optional(),
    outboundBytes: bytes.optional(),
    ready: z.boolean().optional(),
    readyTime: time,
    tracks: z.array(z.string()).nullish(),
    bytesReceived: bytes.optional(),
    bytesSent: bytes.optional(),
  })
  .transform((path, context): MediamtxPath => {
    const oneOf = <T>(newName: string, newer: T | undefined, oldName: string, older: T | undefined): T => {
      const value = newer ?? older;
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', path: [newName], message: `neither ${newName} nor ${oldName}` });
      return z.NEVER;
    };
    const readyTime = path.availableTime ?? path.readyTime ?? undefined;
    return {
      name: path.name,
      ready: oneOf('available', path.available, 'ready', path.ready),
      ...(readyTime === undefined ? {} : { readyTime }),
      ...(path.source ? { sourceType: path.source.type, sourceId: path.source.id } : {}),
      tracks: path.tracks2?.map((track) => track.codec) ?? path.tracks ?? [],
      bytesReceived: oneOf('inboundBytes', path.inboundBytes, 'bytesReceived', path.bytesReceived),
      bytesSent: oneOf('outboundBytes', path.outboundBytes, 'bytesSent', path.bytesSent),
      readers: path.readers?.length ?? 0,
    };
  });

/** One page of `/v3/paths/list`. */
export const mediamtxPathPageSchema = z.object({
  pageCount: z.number().int().nonnegative(),
  items: z.array(mediamtxPathSchema),
});

/** What is used of `/v3/config/global/get`. */
export const mediamtxConfigSchema = z.looseObject({
  api: z.boolean(),
  apiAddress: z.string(),
  rtmpAddress: z.string().optional(),
  rtspAddress: z.string().optional(),
});
export type MediamtxConfig = z.infer<typeof mediamtxConfigSchema>;

/** How the API tells a refusal. */
export const mediamtxRefusalSchema = z.object({ error: z.string() });
