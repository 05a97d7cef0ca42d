import { z } from 'zod';
import type { StepContext } from '../../harness/engine/index.ts';
import type { StsMonitor } from '../../harness/socketio/index.ts';
import type { FragmentAudio } from '../../services/contracts/fragment.ts';

const audioFileSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** What the sender says that it is. */
  format: z.string(),
  durationMs: z.number(),
});

const dubbedFragmentSchema = z.object({
  fragmentId: z.string(),
  sequenceNumber: z.number().int(),
  status: z.enum(['success', 'partial', 'failed']),
  /** The window on the worker's clock. */
  startS: z.number(),
  durationS: z.number(),
  original: audioFileSchema,
  dubbed: audioFileSchema.optional(),
  transcript: z.string().optional(),
  translatedText: z.string().optional(),
  /** Code and message of a failed one. */
  error: z.string().optional(),
  processingTimeMs: z.number().optional(),
  stageTimings: z.record(z.string(), z.number()).optional(),
  /** On the run's clock. */
  sentAtMs: z.number(),
  processedAtMs: z.number(),
});
export type DubbedFragment = z.infer<typeof dubbedFragmentSchema>;

/** What went to the STS service and came back, as an observer saw it; the audio lies in files. */
export const dubbedFragmentsSchema = z.object({
  list: z.array(dubbedFragmentSchema),
  malformed: z.array(z.string()),
  /** Why the observer may not have seen everything. */
  missed: z.array(z.string()),
});
export type DubbedFragments = z.infer<typeof dubbedFragmentsSchema>;

/** Keeps what the monitor has seen so far: a file for each piece of audio, the rest as data. */
export async function collectFragments(ctx: StepContext, monitor: StsMonitor): Promise<DubbedFragments> {
  const { sent, processed, malformed } = monitor.fragments;
  const list: DubbedFragment[] = [];
  for (const result of processed) {
    const { payload } = result;
    const request = sent.find(({ payload: { fragment_id: id } }) => id === payload.fragment_id);
    if (request === undefined) {
      throw new Error(`fragment:processed for ${payload.fragment_id}, which was never seen as fragment:data`);
    }
    const name = `fragment-${payload.sequence_number}`;
    const { audio } = request.payload;
    list.push({
      fragmentId: payload.fragment_id,
      sequenceNumber: payload.sequence_number,
      status: payload.status,
      startS: request.payload.timestamp / 1000,
      durationS: audio.duration_ms / 1000,
      original: await keep(ctx, `${name}-original`, audio),
      ...(payload.dubbed_audio === undefined
        ? {}
        : { dubbed: await keep(ctx, `${name}-dubbed`, payload.dubbed_audio) }),
      ...(payload.transcript === undefined ? {} : { transcript: payload.transcript }),
      ...(payload.translated_text === undefined ? {} : { translatedText: payload.translated_text }),
      ...(payload.error === undefined ? {} : { error: `${payload.error.code}: ${payload.error.message}` }),
      ...(payload.processing_time_ms === undefined ? {} : { processingTimeMs: payload.processing_time_ms }),
      ...(payload.stage_timings === undefined ? {} : { stageTimings: definedOf(payload.stage_timings) }),
      sentAtMs: request.receivedAtMs,
      processedAtMs: result.receivedAtMs,
    });
  }
  const completeness = monitor.completeness();
  return {
    list,
    malformed: malformed.map(({ event, problem }) => `${event}: ${problem}`),
    missed: completeness.complete ? [] : [...completeness.reasons],
  };
}

async function keep(ctx: StepContext, name: string, audio: FragmentAudio) {
  const path = await ctx.attach(
    `${name}.${audio.format}`,
    Buffer.from(audio.data_base64, 'base64'),
    'audio/mp4',
  );
  return { path, format: audio.format, durationMs: audio.duration_ms };
}

function definedOf(timings: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
