import { z } from 'zod';

/**
 * What collectors record while the pipeline runs. Each schema is the `data` of an observation, named by source and name.
 * A value that could not be read is absent.
 */

/** Names of observations that are recorded periodically, by any source. Their number depends on the duration of a run. */
export const PERIODIC_OBSERVATIONS: ReadonlySet<string> = new Set([
  'metrics',
  'progress',
  'sample',
  'paths',
  'stream',
]);

/** `machine` / `sample`, every second. */
export const machineSampleSchema = z.object({
  cores: z.number().optional(),
  /** Share of all cores that was busy since the previous sample, 0 to 1. */
  cpuBusy: z.number().optional(),
  load1: z.number().optional(),
  memoryAvailableMib: z.number().optional(),
  /** Of the file system that holds the run folder. */
  diskFreeMib: z.number().optional(),
  /** The longest block of the harness's event loop in the last 1 to 2 s. */
  harnessLagMs: z.number().optional(),
  /** Wall clock minus monotonic clock, since the first sample: a step of the clock shows as a jump. */
  clockOffsetMs: z.number().optional(),
});
export type MachineSample = z.infer<typeof machineSampleSchema>;

const processSampleSchema = z.object({
  /** `mediamtx`, `media-service/ffmpeg`. */
  name: z.string(),
  pid: z.number(),
  /** As in /proc: R, S, D, T (stopped), Z. */
  state: z.string(),
  /** Processor time of all threads, since its start. */
  cpuS: z.number().optional(),
  rssMib: z.number().optional(),
  /** Time that its main thread spent waiting for a core, since its start. In Node, this is the event loop. */
  waitS: z.number().optional(),
});

/** `processes` / `sample`, every second. */
export const processesSampleSchema = z.object({ list: z.array(processSampleSchema) });
export type ProcessSample = z.infer<typeof processSampleSchema>;

/** `processes` / `ended`, when it is noticed. */
export const processEndedSchema = z.object({
  name: z.string(),
  /** Absent for a container. */
  pid: z.number().optional(),
  /** Absent with a signal, and for a process that an earlier run started. */
  exitCode: z.number().optional(),
  signal: z.string().optional(),
  /** Of a container: it exceeded its memory limit. */
  oomKilled: z.boolean().optional(),
  /** The harness ended it. */
  onPurpose: z.boolean().optional(),
});

const pathStateSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  sourceType: z.string().nullish(),
  tracks: z.array(z.string()).optional(),
  bytesReceived: z.number().optional(),
  readers: z.number().optional(),
});
export type PathState = z.infer<typeof pathStateSchema>;

/** `mediamtx` / `paths`, every second. The paths of the run come first. */
export const mediamtxPathsSchema = z.object({
  paths: z.array(pathStateSchema),
  /** The number of further paths on a server with many. */
  omitted: z.number().optional(),
});

/** `mediamtx` / `paths-failed`, once per outage. */
export const mediamtxPathsFailedSchema = z.object({ error: z.string(), status: z.number().optional() });
