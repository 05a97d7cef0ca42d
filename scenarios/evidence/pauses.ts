import { z } from 'zod';
import type { MonitorEvent } from '../../harness/socketio/index.ts';
import { backpressureSchema } from '../../services/contracts/sts-notice.ts';

/** A time for which the STS service had asked the worker to send nothing. Times are on the run's clock. */
const pauseSchema = z.object({
  fromMs: z.number(),
  /** Absent when it was not ended. */
  toMs: z.number().optional(),
  /** Fragments that came all the same, and how long after its beginning, in ms. */
  sentAfterMs: z.array(z.number()),
});
export type Pause = z.infer<typeof pauseSchema>;
export const pausesSchema = z.array(pauseSchema);

/** The pauses that an observer saw, in order. */
export function pausesIn(events: readonly MonitorEvent[]): Pause[] {
  const pauses: { fromMs: number; toMs?: number; sentAfterMs: number[] }[] = [];
  for (const { event, payload, receivedAtMs } of events) {
    const last = pauses.at(-1);
    const isPaused = last !== undefined && last.toMs === undefined;
    if (isPaused && event === 'fragment:data') last.sentAfterMs.push(receivedAtMs - last.fromMs);
    if (event !== 'backpressure') continue;
    const wantsPause = backpressureSchema.safeParse(payload).data?.action === 'pause';
    if (wantsPause && !isPaused) pauses.push({ fromMs: receivedAtMs, sentAfterMs: [] });
    if (!wantsPause && isPaused) last.toMs = receivedAtMs;
  }
  return pauses;
}
