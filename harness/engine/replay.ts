import { join } from 'node:path';
import type { RunEvent } from './event.ts';
import { readEventLog } from './read-event-log.ts';
import type { Reporter } from './reporter.ts';
import { RunResultBuilder } from './run-result.ts';

/**
 * Tells the events of a run of earlier to those reporters that follow a run as it goes. Of a run that was killed
 * they are told how it ended, too.
 */
export async function replay(runFolder: string, reporters: readonly Reporter[]): Promise<void> {
  const following = reporters.filter(({ event }) => event !== undefined);
  if (following.length === 0) return;
  const builder = new RunResultBuilder();
  const told = new Set<number>();
  let last: RunEvent | undefined;
  const tell = (event: RunEvent): void => {
    for (const reporter of following) reporter.event?.(event);
  };
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    builder.add(event);
    if (event.type === 'step:end') told.add(event.result.number);
    last = event;
    tell(event);
  }
  if (last === undefined || last.type === 'run:end') return;
  for (const event of missingEnd(builder, told, last)) tell(event);
}

/** The events with which the run would have ended in order. */
function missingEnd(builder: RunResultBuilder, told: ReadonlySet<number>, last: RunEvent): RunEvent[] {
  const { steps, status, durationMs, error } = builder.result();
  const { atMs } = last;
  const missing = steps.filter(({ number }) => !told.has(number));
  return [
    // That the run was killed is told once, at its end.
    ...missing.map(({ error: _, ...result }, index) => {
      const seq = last.seq + 1 + index;
      return { seq, atMs, type: 'step:end' as const, result };
    }),
    {
      seq: last.seq + 1 + missing.length,
      atMs,
      type: 'run:end',
      status,
      durationMs,
      ...(error !== undefined && { error }),
    },
  ];
}
