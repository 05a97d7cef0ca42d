import { z } from 'zod';
import { mediamtxPathsSchema, processesSampleSchema } from './pipeline-observations.ts';

/** Why a probe failed, or why what it asked for is not there. */
const failable = { error: z.string().optional() };

/** A response to an HTTP request, or why there is none. */
const response = {
  ...failable,
  url: z.string().optional(),
  status: z.number().optional(),
  /** The `content-type` header. */
  contentType: z.string().optional(),
  /** The target of a redirect, which is not followed. */
  redirectedTo: z.string().optional(),
  /** The first characters of a body that is not as expected. */
  bodyStart: z.string().optional(),
};

const toolSchema = z.object({
  ...failable,
  /** Absent when it was not found. */
  path: z.string().optional(),
  /** As it prints it: `5.1.6-0+deb12u1`. */
  version: z.string().optional(),
  /** Of ffmpeg. */
  aacEncoder: z.boolean().optional(),
});

const toolsSchema = z.object({
  ffmpeg: toolSchema.optional(),
  ffprobe: toolSchema.optional(),
  /** Version of Node that the service runs with: `v24.21.0`. */
  node: z.string().optional(),
});

const diskSchema = z.object({
  /** Why a file cannot be written: the error of the system. */
  ...failable,
  folder: z.string().optional(),
  freeMib: z.number().optional(),
  /** A file could be written; in a pipeline that the run has not started: the permission exists. */
  writable: z.boolean().optional(),
});

/**
 * Results of the probes that run after the first failed step, by name. Each schema is the `data` of an observation with
 * the source `probe`. A probe that failed or did not end in time has only `error`; one that does not apply to the
 * environment writes nothing; what could not be determined is absent.
 */
export const PROBE_RESULTS = {
  /** The health of each service: one entry for each URL. */
  services: z.object({
    ...failable,
    list: z
      .array(z.object({ ...response, name: z.string(), url: z.string(), ms: z.number().optional() }))
      .optional(),
  }),

  /** The port of each URL of the pipeline. */
  ports: z.object({
    ...failable,
    list: z
      .array(
        z.object({
          ...failable,
          /** `rtmp`, `rtsp`, `mediamtxApi`, `mediaService`, `sts`. */
          name: z.string(),
          /** The service that should listen there. */
          service: z.string().optional(),
          host: z.string().optional(),
          port: z.number(),
          listening: z.boolean().optional(),
          /** The process that listens. Absent when it belongs to another user or machine. */
          holder: z.object({ pid: z.number(), command: z.string() }).optional(),
        }),
      )
      .optional(),
  }),

  /** The program that MediaMTX is configured to run when a stream becomes available. */
  'hook-file': z.object({
    ...failable,
    /** Whether MediaMTX has a command for the input path. */
    configured: z.boolean().optional(),
    /** Where the command was read. */
    source: z.enum(['api', 'mediamtx.yml']).optional(),
    /** Without secrets. */
    command: z.string().optional(),
    /** The program of the command, absolute when it was found. */
    path: z.string().optional(),
    exists: z.boolean().optional(),
    executable: z.boolean().optional(),
    /** The program in the `#!` line; with `env`, the one that `env` looks up. */
    interpreter: z.string().optional(),
    interpreterExists: z.boolean().optional(),
    /** Whether the `#!` line ends in CR LF. */
    crlf: z.boolean().optional(),
    /** `unknown`: neither a `#!` line nor a binary. */
    format: z.enum(['script', 'binary', 'unknown']).optional(),
  }),

  /** The configuration of MediaMTX, as its API reports it: of the input path, and parts of the global one. */
  'mediamtx-config': z.object({
    ...response,
    /** The input path. */
    path: z.string().optional(),
    /** The entry that applies to the input path: a name or a regular expression. Absent when there is none. */
    entry: z.string().optional(),
    record: z.boolean().optional(),
    recordPath: z.string().optional(),
    recordFormat: z.string().optional(),
    recordPartDuration: z.string().optional(),
    recordSegmentDuration: z.string().optional(),
    recordDeleteAfter: z.string().optional(),
    overridePublisher: z.boolean().optional(),
    source: z.string().optional(),
    /** Commands, also those under their former names. Empty: none. */
    runOnAvailable: z.string().optional(),
    runOnUnavailable: z.string().optional(),
    runOnRecordSegmentCreate: z.string().optional(),
    runOnRecordSegmentComplete: z.string().optional(),
    apiAddress: z.string().optional(),
    rtmp: z.boolean().optional(),
    rtmpAddress: z.string().optional(),
    rtsp: z.boolean().optional(),
    rtspAddress: z.string().optional(),
    webrtc: z.boolean().optional(),
    webrtcAddress: z.string().optional(),
    hls: z.boolean().optional(),
    hlsAddress: z.string().optional(),
    authMethod: z.string().optional(),
  }),

  /** The paths that MediaMTX has. */
  'mediamtx-paths': z.object({ ...response, ...mediamtxPathsSchema.partial().shape }),

  /** How far a session of its own got. */
  'sts-session': z.object({
    ...failable,
    /** The address that the worker is configured with, or the one of the environment. */
    target: z.enum(['worker-setting', 'environment']).optional(),
    url: z.string().optional(),
    /** Path of the Socket.IO server. */
    path: z.string().optional(),
    /** The path of the URL, which Socket.IO takes as the namespace. */
    namespace: z.string().optional(),
    /**
     * The last stage that succeeded: a connection, the handshake of Engine.IO by WebSocket, `stream:init` sent after the
     * namespace accepted the connection, `stream:ready` received.
     */
    reached: z.enum(['none', 'tcp', 'engine.io', 'namespace', 'init', 'ready']).optional(),
    /** HTTP status with which the WebSocket was refused. */
    status: z.number().optional(),
    transport: z.string().optional(),
    /** The error with which the service answered `stream:init`. */
    refusal: z.object({ code: z.string(), message: z.string() }).optional(),
    /** When the WebSocket failed: the response to a handshake by HTTP at the same address. */
    polling: z
      .object({
        ...failable,
        /** Whether the response is a handshake of Engine.IO. */
        isHandshake: z.boolean(),
        status: z.number().optional(),
        contentType: z.string().optional(),
        redirectedTo: z.string().optional(),
      })
      .optional(),
  }),

  /** The series that media-service exposes. */
  'metrics-names': z.object({
    ...response,
    /** All names but those of the runtime (`process_…`, `nodejs_…`). */
    worker: z
      .array(
        z.object({
          name: z.string(),
          labelNames: z.array(z.string()),
          /** The values of the label that holds the run's stream, or of the label that should. */
          streamIds: z.array(z.string()),
          /** The label that holds the run's stream, if one does. */
          streamLabel: z.string().optional(),
          /** Some values of each label. */
          labels: z.record(z.string(), z.array(z.string())).optional(),
        }),
      )
      .optional(),
  }),

  /** The folder that the next recording of the input goes to, or the nearest one above it that exists. */
  disk: z.object({
    ...diskSchema.shape,
    /** The folder of all recordings and the run folder, unless they are the same. */
    others: z.array(diskSchema).optional(),
  }),

  /** The media tools and Node as media-service finds them, and as the other parts do. */
  tools: z.object({
    ...failable,
    ...toolsSchema.shape,
    /** The service whose tools are at the top level; `harness` when no service can be inspected. */
    of: z.string().optional(),
    /** The tools of other services and of the harness, by name. */
    others: z.record(z.string(), toolsSchema).optional(),
  }),

  /** The files that MediaMTX wrote of the run's streams, the latest first. */
  recordings: z.object({
    ...failable,
    folder: z.string().optional(),
    /** All of them. */
    count: z.number().optional(),
    /** Paths in the folder. At most 100. */
    files: z
      .array(z.object({ path: z.string(), sizeBytes: z.number(), modifiedMsAgo: z.number().optional() }))
      .optional(),
  }),

  /** The workers of media-service, as it lists them. */
  worker: z.object({
    ...response,
    streams: z.array(z.record(z.string(), z.json())).optional(),
  }),

  /** Whether a reader of the output receives a packet. Absent unless MediaMTX lists its path. */
  'output-packet': z.object({
    ...failable,
    url: z.string().optional(),
    received: z.boolean().optional(),
    /** Codecs by their ffmpeg names. */
    tracks: z.array(z.string()).optional(),
  }),

  /** The containers of the environment `compose`. */
  containers: z.object({
    ...failable,
    list: z
      .array(
        z.object({
          /** Why Docker could not start it. */
          ...failable,
          /** The service. */
          name: z.string(),
          container: z.string().optional(),
          /** `created`, `running`, `exited`, … */
          state: z.string(),
          /** `starting`, `healthy` or `unhealthy`. */
          health: z.string().optional(),
          /** What its last health check printed. */
          healthOutput: z.string().optional(),
          /** Once it has ended. */
          exitCode: z.number().optional(),
          oomKilled: z.boolean().optional(),
          restarts: z.number().optional(),
          memoryLimitMib: z.number().optional(),
        }),
      )
      .optional(),
  }),

  /** The states of the processes. */
  processes: processesSampleSchema,
} as const satisfies Readonly<Record<string, z.ZodObject>>;

export type ProbeName = keyof typeof PROBE_RESULTS;
export type ProbeResult<Name extends ProbeName> = z.infer<(typeof PROBE_RESULTS)[Name]>;
