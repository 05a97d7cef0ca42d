import { z } from 'zod';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { MONITOR_NAMESPACE } from '../../services/contracts/sts-monitor.ts';

const name = z.string().min(1).max(256);

/** A MediaMTX path with `{stream}` in place of the stream id. */
const pathTemplate = z
  .string()
  .regex(/^[^{}]*\{stream\}[^{}]*$/, 'expected a path with {stream} in it, such as live/{stream}/in');

/**
 * The level of dubbed audio in the output. `match`: as loud as the original of its segment. `keep`: as loud as the STS service
 * returned it.
 */
export const dubLevelSchema = z.enum(['match', 'keep']);
export type DubLevel = z.infer<typeof dubLevelSchema>;

/**
 * The names that a pipeline uses for paths, metrics and events. The defaults are the documented names. A pipeline with other
 * names needs only another profile.
 */
export const pipelineProfileSchema = z.strictObject({
  paths: z
    .strictObject({
      input: pathTemplate.default('live/{stream}/in'),
      output: pathTemplate.default('live/{stream}/out'),
    })
    .prefault({}),
  /** Codecs of the output, by their ffmpeg names. */
  codecs: z.strictObject({ video: name.default('h264'), audio: name.default('aac') }).prefault({}),
  /** Duration of the worker's segments; that of the scenario by default. */
  segmentS: z.number().positive().max(60).optional(),
  dubLevel: dubLevelSchema.default('match'),
  /** BCP 47 tags. Number words are read in `en` and `es`; texts in another language are not measured. */
  languages: z.strictObject({ source: name.default('en'), target: name.default('es') }).prefault({}),
  /** Names of the worker's metrics and labels. */
  metrics: z
    .strictObject({
      fragments: name.default(WORKER_METRICS.audioFragments),
      sent: name.default(WORKER_METRICS.fragmentsSent),
      inflight: name.default(WORKER_METRICS.inflight),
      fallback: name.default(WORKER_METRICS.fallback),
      avSyncDeltaMs: name.default(WORKER_METRICS.avSyncDelta),
      outputStalledS: name.default(WORKER_METRICS.outputStalled),
      streamLabel: name.default('stream_id'),
      statusLabel: name.default('status'),
      /** Values of the status label. */
      statuses: z
        .strictObject({
          processed: name.default('processed'),
          partial: name.default('partial'),
          fallback: name.default('fallback'),
          dropped: name.default('dropped'),
        })
        .prefault({}),
    })
    .prefault({}),
  /** How the STS service is observed. */
  socketio: z
    .strictObject({
      path: name.default('/socket.io/'),
      namespace: name.default(MONITOR_NAMESPACE),
      sent: name.default('fragment:data'),
      processed: name.default('fragment:processed'),
    })
    .prefault({}),
  /** Paths that must respond with 200. */
  health: z
    .strictObject({
      mediaService: z.array(name).default(['/health', '/ready']),
      sts: z.array(name).default(['/health', '/ready']),
    })
    .prefault({}),
});
export type PipelineProfile = z.infer<typeof pipelineProfileSchema>;

/** The documented names. */
export const DOCUMENTED_PROFILE: PipelineProfile = pipelineProfileSchema.parse({});
