import { z } from 'zod';

const seconds = z.number();
const frameCount = z.number().int().nonnegative();

/** The output as it was recorded, in the run folder. */
export const CAPTURE_FILE = 'capture.mp4';

/** What ffprobe said of the output while it was on air. */
export const liveOutputSchema = z.object({
  url: z.string(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Why ffprobe said nothing. */
  problem: z.string().optional(),
});
export type LiveOutput = z.infer<typeof liveOutputSchema>;

/** One of the times that the output was published, as it was recorded. */
const publicationSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** When it begins on the clock of its publisher, as the recorder was told. */
  startS: z.number().optional(),
});

/** The output as it was recorded. */
export const capturedOutputSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** Where it may be published more than once: each time, in order. The first one is that in `path`. */
  publications: z.array(publicationSchema).optional(),
  /** `reader`: it joined late, what it missed at the start says nothing of the pipeline. */
  by: z.enum(['recording', 'reader']),
  sizeBytes: z.number(),
  /** When it was on air, on the run's clock. */
  onAirAtMs: z.number(),
  endedAtMs: z.number(),
  /** For how long it was off the air in between, in all. */
  offAirMs: z.number().default(0),
  /** Pictures in MediaMTX's recording of the input, where it can be had. */
  receivedFrames: frameCount.optional(),
});

export type CapturedOutput = z.infer<typeof capturedOutputSchema>;

/** Where an output was published again, on the clock of its first publication. */
const seamSchema = z.object({
  /** When the later one begins, by its pictures. */
  atS: seconds,
  /** Pictures that both show. */
  repeatedFrames: frameCount,
  /** Pictures of what was published that lie between the two. */
  missingFrames: frameCount,
  /** How much later the sound of the later one is than the same sound in the earlier one. `null` when not measured. */
  soundOffMs: z.number().nullable(),
  notMeasuredBecause: z.string().optional(),
  /** How much later its publisher's clock is than that of the earlier one. `null` when the recorder was not told. */
  clockOffMs: z.number().nullable(),
});
export type Seam = z.infer<typeof seamSchema>;

const longestStep = z.object({ durationMs: z.number(), atS: seconds }).nullable();

/** What can be heard in the place of a window. */
export const HEARD = ['dubbed', 'original', 'silence', 'other', 'unknown'] as const;
export type Heard = (typeof HEARD)[number];

const fidelitySchema = z.object({
  /** How much louder it is than it came. `null` when none of it is the same. */
  gainDb: z.number().nullable(),
  /** For how long something else is heard, and from when on in the window. */
  differsMs: z.number(),
  differsAtMs: z.number().nullable(),
});

/** What was measured in the recorded output. */
export const outputMeasurementSchema = z.object({
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Of a reader's capture with a lead-in: that of the clip, without the slate. */
  durationS: seconds.nullable(),
  /** The longest time from one packet to the next of each stream, and where; `null` for a stream that is not there. */
  longestSteps: z.object({ video: longestStep, audio: longestStep }),
  pictureSize: z.object({ width: z.number(), height: z.number() }).nullable().default(null),
  /** How the pictures' times compare with the clip's. `null` when fewer than three are the same. */
  pictureClock: z.object({ speed: z.number(), unevenMs: z.number() }).nullable().default(null),
  sound: z.object({ sampleRateHz: z.number(), channels: z.number() }).nullable().default(null),
  /** How much later the first packet of sound is than that of the picture, and the last one. */
  soundEdges: z.object({ beginsMs: z.number(), endsMs: z.number() }).nullable().default(null),
  frames: z.object({
    reference: frameCount,
    identical: frameCount,
    missingHead: frameCount,
    missingInside: frameCount,
    missingTail: frameCount,
    changed: frameCount,
    repeated: frameCount,
    inserted: frameCount,
  }),
  /** Without any it was published once. */
  seams: z.array(seamSchema).default([]),
  /** Windows that began before the reader had joined. */
  windowsMissed: z.number().int().nonnegative(),
  windows: z.array(
    z.object({
      sequence: z.number().int(),
      heard: z.enum(HEARD),
      dubbedCoefficient: z.number(),
      originalCoefficient: z.number(),
      levelDbfs: z.number().nullable(),
      /** A/V delta of this window, positive: audio late. `null` when not measured. */
      deltaMs: z.number().nullable(),
      notMeasuredBecause: z.string().optional(),
      /** How what is heard came out. `null` where it is neither the dubbed sound nor the original. */
      fidelity: fidelitySchema.nullable().default(null),
      /** How much more the original is like what is heard than like the dubbed sound: it is heard beneath it. */
      originalBeneath: z.number().nullable().default(null),
      /** How fast the dubbed sound is played, where it is not heard as it came. */
      speed: z.number().nullable().default(null),
      /** The window near it whose dubbed sound is heard in its place. */
      instead: z.number().int().nullable().default(null),
    }),
  ),
  avSync: z.object({
    n: z.number().int(),
    medianMs: z.number().nullable(),
    minMs: z.number().nullable(),
    maxMs: z.number().nullable(),
  }),
});
export type OutputMeasurement = z.infer<typeof outputMeasurementSchema>;
