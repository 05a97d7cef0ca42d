import { z } from 'zod';

/**
 * What collectors record while the pipeline runs. Each schema is the `data` of an observation, named by source and name.
 * A value that could not be read is absent.
 */

/** `machine` / `sample`, every second. */
export const machineSampleSchema = z.object({
  cores: z.number().optional(),
  /** Share of all cores that was busy since the previous sample, 0 to 1. */
  cpuBusy: z.number().optional(),
  load1: z.number().optional(),
  memoryAvailableMib: z.number().optional(),
  /** Of the file system that holds the recordings. */
  diskFreeMib: z.number().optional(),
  /** Delay of a timer of the harness. */
  harnessLagMs: z.number().optional(),
  /** Wall clock minus monotonic clock, since the start of the run: a step of the clock shows as a jump. */
  clockOffsetMs: z.number().optional(),
});
export type MachineSample = z.infer<typeof machineSampleSchema>;

const processSampleSchema = z.object({
  /** `mediamtx`, `media-service/ffmpeg`. */
  name: z.string(),
  pid: z.number(),
  /** As in /proc: R, S, D, T (stopped), Z. */
  state: z.string(),
  cpuS: z.number().optional(),
  rssMib: z.number().optional(),
  /** Time spent waiting for a core, since its start. */
  waitS: z.number().optional(),
});

/** `processes` / `sample`, every second. */
export const processesSampleSchema = z.object({ list: z.array(processSampleSchema) });
export type ProcessSample = z.infer<typeof processSampleSchema>;

/** `processes` / `ended`, when it is noticed. */
export const processEndedSchema = z.object({
  name: z.string(),
  pid: z.number(),
  exitCode: z.number().optional(),
  signal: z.string().optional(),
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

/** `mediamtx` / `paths`, every second. */
export const mediamtxPathsSchema = z.object({ paths: z.array(pathStateSchema) });

/** `mediamtx` / `paths-failed`, once per outage. */
export const mediamtxPathsFailedSchema = z.object({ error: z.string(), status: z.number().optional() });
