import { z } from 'zod';

/**
 * A call of the MediaMTX hook, the observation `hook`/`call`. `start` and `end` are lines that the hook prints: a start
 * without an end is a hook that has not ended. `not-started`: MediaMTX could not start the command.
 */
export const hookCallSchema = z.object({
  phase: z.enum(['start', 'end', 'not-started']),
  /** `ready`, `not-ready`, `segment-create`, `segment-complete`; whatever its argument is. */
  event: z.string(),
  /** `live/<id>/in` */
  path: z.string().optional(),
  /** The address that it posts to, without credentials; absent when ORCHESTRATOR_URL is not set. */
  url: z.string().optional(),
  /** Distinguishes calls that run side by side. */
  pid: z.number().optional(),
  exitCode: z.number().optional(),
  /** HTTP status of the answer. */
  status: z.number().optional(),
  /** Of a call that failed: why. Of a call that was not started: the error of the operating system. */
  message: z.string().optional(),
  /** Of a call without an answer: 6 name not resolved, 7 not connected, 28 timed out, 52 empty answer, … */
  curlExitCode: z.number().optional(),
  durationMs: z.number().optional(),
  /** Of a call that was not started: the file that MediaMTX tried to run. */
  command: z.string().optional(),
});
export type HookCall = z.infer<typeof hookCallSchema>;
