import { z } from 'zod';

/** A video track. Times are on the file's presentation clock. */
export interface VideoStreamProbe {
  readonly kind: 'video';
  readonly index: number;
  /** As ffmpeg names it: `h264`. */
  readonly codec: string;
  readonly profile?: string;
  readonly width: number;
  readonly height: number;
  /** Average frames per second. Absent when unknown. */
  readonly frameRate?: number;
  readonly hasBFrames: boolean;
  readonly startS?: number;
  readonly durationS?: number;
  /** Of a file only: counted, not declared. */
  readonly frameCount?: number;
  /** Of a file only: presentation time of each packet, ascending. */
  readonly packetTimesS?: readonly number[];
}

/** An audio track. */
export interface AudioStreamProbe {
  readonly kind: 'audio';
  readonly index: number;
  /** As ffmpeg names it: `aac`. */
  readonly codec: string;
  readonly profile?: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly startS?: number;
  readonly durationS?: number;
  /** Of a file only: presentation time of each packet, ascending. */
  readonly packetTimesS?: readonly number[];
}

export interface OtherStreamProbe {
  readonly kind: 'other';
  readonly index: number;
  readonly codec: string;
}

export type StreamProbe = VideoStreamProbe | AudioStreamProbe | OtherStreamProbe;

/** The result of ffprobe. */
export interface MediaProbe {
  readonly source: string;
  readonly format: {
    /** As ffmpeg names it: `mov,mp4,m4a,3gp,3g2,mj2`, `flv`. */
    readonly name: string;
    readonly startS?: number;
    /** Of a file: from the start of the first packet to the end of the last, over all tracks. */
    readonly durationS?: number;
  };
  readonly streams: readonly StreamProbe[];
}

/** ffprobe writes numbers as text, and `N/A` or nothing for a missing value. */
const number = z
  .union([z.number(), z.string()])
  .optional()
  .transform((value) => {
    const parsed = Number(value);
    return value === undefined || value === '' || Number.isNaN(parsed) ? undefined : parsed;
  });

/** `30000/1001`; `0/0` when unknown. */
const ratio = z
  .string()
  .optional()
  .transform((value) => {
    const [above = 0, below = 0] = value?.split('/').map(Number) ?? [];
    return below > 0 && above > 0 ? above / below : undefined;
  });

/** ffprobe's JSON with `-show_format -show_streams` and, for files, `-show_entries packet=…`. */
export const ffprobeOutputSchema = z.object({
  format: z.object({ format_name: z.string(), start_time: number, duration: number }),
  streams: z.array(
    z.object({
      index: z.number(),
      codec_type: z.string().optional(),
      codec_name: z.string().default('unknown'),
      profile: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      has_b_frames: z.number().default(0),
      avg_frame_rate: ratio,
      r_frame_rate: ratio,
      sample_rate: number,
      channels: z.number().optional(),
      start_time: number,
      duration: number,
    }),
  ),
  packets: z
    .array(
      z.object({
        stream_index: z.number(),
        pts_time: number,
        duration_time: number,
        flags: z.string().default(''),
      }),
    )
    .default([]),
});
export type FfprobeOutput = z.infer<typeof ffprobeOutputSchema>;
export type FfprobeStream = FfprobeOutput['streams'][number];
