import { z } from 'zod';

/** Result of ffprobe while the output was on air. */
export const liveOutputSchema = z.object({
  url: z.string(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Why ffprobe found nothing. */
  problem: z.string().optional(),
});
export type LiveOutput = z.infer<typeof liveOutputSchema>;

/** The recording of one publication of the output. */
const publicationSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** Start on the clock of its publisher. Absent when the recorder did not receive it. */
  startS: z.number().optional(),
});

/** A track of the capture, as ffprobe counts it. */
const capturedTrackSchema = z.object({
  kind: z.enum(['video', 'audio', 'other']),
  codec: z.string(),
  /** Of video. 0 when unknown. */
  width: z.number().optional(),
  height: z.number().optional(),
  packets: z.number().int().nonnegative().optional(),
  startS: z.number().optional(),
  durationS: z.number().optional(),
});
export type CapturedTrack = z.infer<typeof capturedTrackSchema>;

/** The capture of the output. */
export const capturedOutputSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** When the output may be published more than once: each publication, in order. The first one is `path`. */
  publications: z.array(publicationSchema).optional(),
  /** `reader`: it joined late, so media missing at the start are not a fault of the pipeline. */
  by: z.enum(['recording', 'reader']),
  sizeBytes: z.number(),
  /** When the output came on air and ended, on the run's clock. */
  onAirAtMs: z.number(),
  endedAtMs: z.number(),
  /** Total time off the air in between. */
  offAirMs: z.number().default(0),
  /** Frames in MediaMTX's recording of the input. */
  receivedFrames: z.number().int().nonnegative().optional(),
  /** Why they could not be counted. Both are absent where the input is not recorded. */
  receivedProblem: z.string().optional(),
  /** Probed before it is decoded, which a broken track prevents. Empty when ffprobe cannot read it. */
  tracks: z.array(capturedTrackSchema).optional(),
});
export type CapturedOutput = z.infer<typeof capturedOutputSchema>;
