import { z } from 'zod';

/**
 * Results of the probes that run after the first failed step. Each schema is the `data` of an observation with the source
 * `probe`. A probe that failed has `error`; what could not be determined is absent.
 */

const failable = { error: z.string().optional() };

/** `services`: the health of each service. */
export const servicesProbeSchema = z.object({
  ...failable,
  list: z
    .array(
      z.object({
        name: z.string(),
        url: z.string(),
        status: z.number().optional(),
        error: z.string().optional(),
        ms: z.number().optional(),
      }),
    )
    .optional(),
});

/** `ports`: what listens on each port of the pipeline. */
export const portsProbeSchema = z.object({
  ...failable,
  list: z
    .array(
      z.object({
        name: z.string(),
        port: z.number(),
        listening: z.boolean(),
        holder: z.object({ pid: z.number(), command: z.string() }).optional(),
      }),
    )
    .optional(),
});

/** `hook-file`: the script that MediaMTX is configured to run. */
export const hookFileProbeSchema = z.object({
  ...failable,
  configured: z.boolean().optional(),
  path: z.string().optional(),
  exists: z.boolean().optional(),
  executable: z.boolean().optional(),
  interpreter: z.string().optional(),
  interpreterExists: z.boolean().optional(),
  crlf: z.boolean().optional(),
});

/** `mediamtx-config`: the configuration of the input path, as MediaMTX reports it. */
export const mediamtxConfigProbeSchema = z.object({
  ...failable,
  status: z.number().optional(),
  record: z.boolean().optional(),
  recordPath: z.string().optional(),
  runOnAvailable: z.string().optional(),
  overridePublisher: z.boolean().optional(),
  rtmp: z.boolean().optional(),
  rtsp: z.boolean().optional(),
});

/** `sts-session`: how far a session of its own got. */
export const stsSessionProbeSchema = z.object({
  ...failable,
  /** The address that the worker is configured with, or the one of the environment. */
  target: z.enum(['worker-setting', 'environment']).optional(),
  url: z.string().optional(),
  path: z.string().optional(),
  namespace: z.string().optional(),
  /** The last stage that succeeded. */
  reached: z.enum(['none', 'tcp', 'engine.io', 'namespace', 'init', 'ready']).optional(),
  status: z.number().optional(),
  transport: z.string().optional(),
});

/** `metrics-names`: the series that media-service exposes. */
export const metricsNamesProbeSchema = z.object({
  ...failable,
  url: z.string().optional(),
  status: z.number().optional(),
  redirectedTo: z.string().optional(),
  contentType: z.string().optional(),
  worker: z
    .array(z.object({ name: z.string(), labelNames: z.array(z.string()), streamIds: z.array(z.string()) }))
    .optional(),
});

/** `disk`: the folder of the recordings. */
export const diskProbeSchema = z.object({
  ...failable,
  folder: z.string().optional(),
  freeMib: z.number().optional(),
  writable: z.boolean().optional(),
});

const toolSchema = z.object({
  path: z.string().optional(),
  version: z.string().optional(),
  aacEncoder: z.boolean().optional(),
  error: z.string().optional(),
});

/** `tools`: as media-service finds them on its PATH. */
export const toolsProbeSchema = z.object({
  ...failable,
  ffmpeg: toolSchema.optional(),
  ffprobe: toolSchema.optional(),
  node: z.string().optional(),
});

/** `recordings`: the files that MediaMTX wrote. */
export const recordingsProbeSchema = z.object({
  ...failable,
  folder: z.string().optional(),
  files: z
    .array(z.object({ path: z.string(), sizeBytes: z.number(), modifiedMsAgo: z.number().optional() }))
    .optional(),
});

/** `output-packet`: whether the output delivers a packet. */
export const outputPacketProbeSchema = z.object({
  ...failable,
  url: z.string().optional(),
  received: z.boolean().optional(),
  tracks: z.array(z.string()).optional(),
});

/** `containers`: of the environment `compose`. */
export const containersProbeSchema = z.object({
  ...failable,
  list: z
    .array(
      z.object({
        name: z.string(),
        state: z.string(),
        health: z.string().optional(),
        exitCode: z.number().optional(),
        oomKilled: z.boolean().optional(),
        restarts: z.number().optional(),
      }),
    )
    .optional(),
});
