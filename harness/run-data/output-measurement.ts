import { z } from 'zod';
import { CHANNELS } from './channel.ts';
import { frameContentSchema } from './frame-content.ts';
import { readingLegacyKeys } from './legacy-keys.ts';

const seconds = z.number();
const frameCount = z.number().int().nonnegative();
const optionalNumber = z.number().nullable().default(null);

/** A place at which the output was republished, on the clock of its first publication. */
const seamSchema = readingLegacyKeys(
  { soundOffMs: 'audioShiftMs', clockOffMs: 'timestampShiftMs', notMeasuredBecause: 'notMeasuredReason' },
  z.object({
    /** Start of the later publication, by its frames. */
    atS: seconds,
    /** Frames that both publications show. */
    repeatedFrames: frameCount,
    /** Frames of the clip between the two. */
    missingFrames: frameCount,
    /** How much later the audio is than the same audio in the earlier publication. `null`: not measured. */
    audioShiftMs: z.number().nullable(),
    notMeasuredReason: z.string().optional(),
    /** How much later the clock of the publisher is. `null`: the recorder did not receive it. */
    timestampShiftMs: z.number().nullable(),
  }),
);
export type Seam = z.infer<typeof seamSchema>;

const longestGap = z.object({ durationMs: z.number(), atS: seconds }).nullable();

/** What the audio of a segment can be. */
export const SEGMENT_AUDIO = ['dubbed', 'original', 'silence', 'other', 'unknown'] as const;
export type SegmentAudioKind = (typeof SEGMENT_AUDIO)[number];

/** How well the output preserves the audio of a segment. */
const fidelitySchema = readingLegacyKeys(
  { differsMs: 'mismatchMs', differsAtMs: 'mismatchAtMs' },
  z.object({
    /** Level relative to the source. `null` when nothing of it matches. */
    gainDb: z.number().nullable(),
    /** Duration of the mismatched part, and its start in the segment. */
    mismatchMs: z.number(),
    mismatchAtMs: z.number().nullable(),
  }),
);

/** One channel of the output during a segment. */
const channelMeasurementSchema = z.object({
  channel: z.enum(CHANNELS),
  audio: z.enum(SEGMENT_AUDIO),
  /** `silence` when this channel of the source is silent. */
  expected: z.enum(SEGMENT_AUDIO),
  /** Polarity opposite to that of the source. */
  isInverted: z.boolean(),
  /** How much later its audio is than that of the left channel. `null` when one of them was not found. */
  shiftMs: z.number().nullable(),
  fidelity: fidelitySchema.nullable(),
  bleedThrough: z.number().nullable(),
});
export type ChannelMeasurement = z.infer<typeof channelMeasurementSchema>;

/** One segment of the output. `null`: not measured. */
export const segmentMeasurementSchema = readingLegacyKeys(
  {
    heard: 'audio',
    dubbedCoefficient: 'dubbedSimilarity',
    originalCoefficient: 'originalSimilarity',
    deltaMs: 'offsetMs',
    notMeasuredBecause: 'notMeasuredReason',
    originalBeneath: 'bleedThrough',
    instead: 'otherSegment',
  },
  z.object({
    sequence: z.number().int(),
    audio: z.enum(SEGMENT_AUDIO),
    /** Similarity to the dubbed audio. `null` when none came back. */
    dubbedSimilarity: optionalNumber,
    originalSimilarity: optionalNumber,
    levelDbfs: optionalNumber,
    /** A/V offset. Positive: audio late. */
    offsetMs: optionalNumber,
    /** Why there is no A/V offset. */
    notMeasuredReason: z.string().optional(),
    /** Why the clip itself allows none: it is silent there, repeats itself, or its picture does not move. */
    clipReason: z.string().optional(),
    /** `null` when the audio is neither dubbed nor original. */
    fidelity: fidelitySchema.nullable().default(null),
    /** Level that the aired audio must have relative to its source. Absent in runs of earlier versions: 0. */
    expectedGainDb: z.number().optional(),
    /** Each channel. Absent for mono, and in runs of earlier versions. */
    channels: z.array(channelMeasurementSchema).optional(),
    /** Bleed-through of the original. `null` when the audio is not dubbed. */
    bleedThrough: optionalNumber,
    /** Playback speed of the dubbed audio, when it is wrong. */
    speed: optionalNumber,
    /** The neighbouring segment whose dubbed audio is played in this one. */
    otherSegment: z.number().int().nullable().default(null),
  }),
);
export type SegmentMeasurement = z.infer<typeof segmentMeasurementSchema>;

const frameDifferenceSchema = z.object({
  kind: z.enum(['missing', 'changed', 'repeated', 'inserted']),
  referenceIndex: z.number().int().optional(),
  candidateIndex: z.number().int().optional(),
  ptsS: seconds,
});

/** Measurements of the captured output. `null`: not measured. */
export const outputMeasurementSchema = readingLegacyKeys(
  {
    longestSteps: 'longestGaps',
    pictureSize: 'frameSize',
    pictureClock: 'videoClock',
    sound: 'audio',
    soundEdges: 'audioEdges',
    windowsMissed: 'segmentsMissed',
    windows: 'segments',
  },
  z.object({
    videoCodec: z.string().nullable(),
    audioCodec: z.string().nullable(),
    /** Of a late capture with a lead-in: the duration of the clip after the lead-in. */
    durationS: seconds.nullable(),
    /** Longest time between two packets of each track, and where. */
    longestGaps: z.object({ video: longestGap, audio: longestGap }),
    frameSize: z.object({ width: z.number(), height: z.number() }).nullable().default(null),
    /** Times of the frames compared with the clip. `null` when fewer than three frames are the same. */
    videoClock: readingLegacyKeys(
      { unevenMs: 'jitterMs' },
      z.object({ speed: z.number(), jitterMs: z.number() }),
    )
      .nullable()
      .default(null),
    audio: z.object({ sampleRateHz: z.number(), channels: z.number() }).nullable().default(null),
    /** First and last audio packet relative to the first and last video packet. Positive: audio later. */
    audioEdges: readingLegacyKeys(
      { beginsMs: 'startMs', endsMs: 'endMs' },
      z.object({ startMs: z.number(), endMs: z.number() }),
    )
      .nullable()
      .default(null),
    frames: z.object({
      reference: frameCount,
      identical: frameCount,
      missingHead: frameCount,
      missingInside: frameCount,
      missingTail: frameCount,
      changed: frameCount,
      repeated: frameCount,
      inserted: frameCount,
      /** The first ones only. */
      firstDifferences: z.array(frameDifferenceSchema).default([]),
    }),
    /** How often the picture of the clip changes. Absent in earlier runs. */
    clipChanges: frameCount.optional(),
    /** Measured when frames differ from the clip. */
    content: frameContentSchema.optional(),
    /** Empty when the output was published once. */
    seams: z.array(seamSchema).default([]),
    /** Segments that started before the reader or the pipeline joined. */
    segmentsMissed: z.number().int().nonnegative(),
    segments: z.array(segmentMeasurementSchema),
    /** A/V offset over the `n` measured segments. */
    avSync: z.object({
      n: z.number().int(),
      medianMs: z.number().nullable(),
      minMs: z.number().nullable(),
      maxMs: z.number().nullable(),
    }),
  }),
);
export type OutputMeasurement = z.infer<typeof outputMeasurementSchema>;
