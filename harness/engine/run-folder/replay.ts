import { join } from 'node:path';
import type { RunEvent } from '../event.ts';
import { readEventLog } from './read-event-log.ts';
import type { Reporter } from './reporter.ts';
import { RunResultBuilder } from './run-result.ts';

/**
 * Sends the events of an earlier run to the reporters that follow a run while it runs. For a killed run, adds the
 * missing events of its end.
 */
export async function replay(runFolder: string, reporters: readonly Reporter[]): Promise<void> {
  const followers = reporters.filter(({ event }) => event !== undefined);
  if (followers.length === 0) return;
  const builder = new RunResultBuilder();
  const endedSteps = new Set<number>();
  let last: RunEvent | undefined;
  const send = (event: RunEvent): void => {
    for (const reporter of followers) reporter.event?.(event);
  };
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    builder.add(event);
    if (event.type === 'step:end') endedSteps.add(event.result.number);
    last = event;
    send(event);
  }
  if (last === undefined || last.type === 'run:end') return;
  for (const event of missingEnd(builder, endedSteps, last)) send(event);
}

/** The events that a killed run did not write. */
function missingEnd(builder: RunResultBuilder, endedSteps: ReadonlySet<number>, last: RunEvent): RunEvent[] {
  const { steps, status, durationMs, error } = builder.result();
  const { atMs } = last;
  const missing = steps.filter(({ number }) => !endedSteps.has(number));
  return [
    // Without the error: the end of the run reports that it was killed.
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
