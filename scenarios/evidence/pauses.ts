import { z } from 'zod';
import type { MonitorEvent } from '../../harness/socketio/index.ts';
import { backpressureSchema } from '../../services/contracts/sts-notice.ts';

/** A pause that the STS service requested. Times are on the run's clock. */
const pauseSchema = z.object({
  fromMs: z.number(),
  /** Absent when the pause has no end. */
  toMs: z.number().optional(),
  /** Fragments that were sent in the pause: ms after its start. */
  sentAfterMs: z.array(z.number()),
});
export type Pause = z.infer<typeof pauseSchema>;
export const pausesSchema = z.array(pauseSchema);

/** The pauses that an observer has seen, in order. */
export function pausesIn(events: readonly MonitorEvent[]): Pause[] {
  const pauses: { fromMs: number; toMs?: number; sentAfterMs: number[] }[] = [];
  for (const { event, payload, receivedAtMs } of events) {
    const last = pauses.at(-1);
    const isPaused = last !== undefined && last.toMs === undefined;
    if (isPaused && event === 'fragment:data') last.sentAfterMs.push(receivedAtMs - last.fromMs);
    if (event !== 'backpressure') continue;
    const requestsPause = backpressureSchema.safeParse(payload).data?.action === 'pause';
    if (requestsPause && !isPaused) pauses.push({ fromMs: receivedAtMs, sentAfterMs: [] });
    if (!requestsPause && isPaused) last.toMs = receivedAtMs;
  }
  return pauses;
}
