import { join } from 'node:path';
import type { RunEvent } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import type { FileReport } from '../file-report.ts';
import { Counters } from './counters.ts';
import { FragmentFlow } from './fragment-flow.ts';
import { Instants } from './instants.ts';
import { StepSlices } from './step-slices.ts';
import { microseconds, type TraceEvent } from './trace-event.ts';
import type { TracePart } from './trace-part.ts';
import { Tracks } from './tracks.ts';

/** Writes `trace.json`, for https://ui.perfetto.dev or any viewer of Chrome's traces. */
export const perfettoReport: FileReport = {
  name: 'perfetto',
  fileName: 'trace.json',
  async *render(runFolder) {
    yield '{"displayTimeUnit":"ms","traceEvents":[';
    let separator = '\n';
    for await (const event of traceOf(readEventLog(join(runFolder, 'events.ndjson')))) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ',\n';
    }
    yield '\n]}\n';
  },
};

/** A run as a trace. Keeps only what is under way. */
export async function* traceOf(events: AsyncIterable<RunEvent>): AsyncGenerator<TraceEvent, void, undefined> {
  const tracks = new Tracks();
  const parts: readonly TracePart[] = [
    new StepSlices(tracks),
    new FragmentFlow(tracks),
    new Counters(tracks),
    new Instants(tracks),
  ];
  let lastMs = 0;
  for await (const event of events) {
    lastMs = event.atMs;
    const drawn = parts.flatMap((part) => part.draw(event));
    yield* tracks.take();
    yield* drawn;
  }
  yield* parts.flatMap((part) => part.end?.(microseconds(lastMs)) ?? []);
}
