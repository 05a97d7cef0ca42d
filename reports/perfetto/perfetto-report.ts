import type { RunEvent } from '../../harness/engine/event.ts';
import type { FileReport } from '../file-report.ts';
import { readEvents } from '../recorded-runs/read-run.ts';
import { Counters } from './counters.ts';
import { FragmentFlow } from './fragment-flow.ts';
import { Instants } from './instants.ts';
import { StepSlices } from './step-slices.ts';
import { microseconds, type TraceEvent, type TracePart } from './trace-event.ts';
import { Tracks } from './tracks.ts';

/** Writes `trace.json` for https://ui.perfetto.dev and other viewers of Chrome traces. */
export const perfettoReport: FileReport = {
  name: 'perfetto',
  fileName: 'trace.json',
  async *render(runFolder) {
    yield '{"displayTimeUnit":"ms","traceEvents":[';
    let separator = '\n';
    for await (const event of traceOf(readEvents(runFolder))) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ',\n';
    }
    yield '\n]}\n';
  },
};

/** Converts a run to a trace. Memory grows with the number of open slices only. */
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
