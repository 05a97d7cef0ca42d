import { z } from 'zod';

/** A path of MediaMTX, read from old or new field names. */
export interface MediamtxPath {
  readonly name: string;
  /** A publisher is connected and its tracks are known. */
  readonly ready: boolean;
  /** When it became ready (RFC 3339). */
  readonly readyTime?: string;
  /** `rtmpConn`, `rtspSession`, … Absent without a publisher. */
  readonly sourceType?: string;
  readonly sourceId?: string;
  /** Codec names: `H264`, `MPEG-4 Audio`, … */
  readonly tracks: readonly string[];
  /** Since the path became ready. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Number of connected readers. */
  readonly readers: number;
}

const bytes = z.number().nonnegative();
const time = z.string().nullish();
const endpoint = z.object({ type: z.string(), id: z.string() });

/**
 * A path in an answer of `/v3/paths`. Older releases send `ready`, `readyTime`, `tracks` (names), `bytesReceived` and
 * `bytesSent`; newer ones `available`, `availableTime`, `tracks2` (objects), `inboundBytes` and `outboundBytes`, some
 * of them both. The new field takes precedence.
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
    const eitherOf = <T>(newName: string, newer: T | undefined, oldName: string, older: T | undefined): T => {
      const value = newer ?? older;
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', path: [newName], message: `neither ${newName} nor ${oldName}` });
      return z.NEVER;
    };
    const readyTime = path.availableTime ?? path.readyTime ?? undefined;
    return {
      name: path.name,
      ready: eitherOf('available', path.available, 'ready', path.ready),
      ...(readyTime === undefined ? {} : { readyTime }),
      ...(path.source ? { sourceType: path.source.type, sourceId: path.source.id } : {}),
      tracks: path.tracks2?.map((track) => track.codec) ?? path.tracks ?? [],
      bytesReceived: eitherOf('inboundBytes', path.inboundBytes, 'bytesReceived', path.bytesReceived),
      bytesSent: eitherOf('outboundBytes', path.outboundBytes, 'bytesSent', path.bytesSent),
      readers: path.readers?.length ?? 0,
    };
  });

/** One page of `/v3/paths/list`. */
export const mediamtxPathPageSchema = z.object({
  pageCount: z.number().int().nonnegative(),
  items: z.array(mediamtxPathSchema),
});

/** The fields of `/v3/config/global/get` that the harness uses. */
export const mediamtxConfigSchema = z.looseObject({
  api: z.boolean(),
  apiAddress: z.string(),
  rtmpAddress: z.string().optional(),
  rtspAddress: z.string().optional(),
});
export type MediamtxConfig = z.infer<typeof mediamtxConfigSchema>;

/** `/v3/info`. */
export const mediamtxInfoSchema = z.looseObject({ version: z.string() });

/** The body of an error of the API. */
export const mediamtxErrorSchema = z.object({ error: z.string() });
