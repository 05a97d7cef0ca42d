import { z } from 'zod';
import type { RunEvent } from '../../harness/engine/event.ts';
import { PERIODIC_OBSERVATIONS } from '../../harness/run-data/pipeline-observations.ts';
import { microseconds, type TraceEvent, type TracePart } from './trace-event.ts';
import type { Tracks } from './tracks.ts';

type Observation = Extract<RunEvent, { readonly type: 'observation' }>;

const seriesSchema = z.array(
  z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}), value: z.number() }),
);
const progressSchema = z.record(z.string(), z.unknown());

/** Whether an observation is a sample: scraped metrics, the progress of a publisher, the state of the machine. */
export function isCounted({ name }: Observation): boolean {
  return PERIODIC_OBSERVATIONS.has(name);
}

/** Numbers over time, one row per series. Only changes are drawn, as the viewer holds a value. */
export class Counters implements TracePart {
  readonly #tracks: Tracks;
  readonly #lastValues = new Map<string, number>();

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  draw(event: RunEvent): TraceEvent[] {
    if (event.type !== 'observation' || !isCounted(event)) return [];
    const changed = numbersOf(event).filter(([name, value]) =>
      this.#changes(`${event.source} ${name}`, value),
    );
    if (changed.length === 0) return [];
    const row = this.#tracks.row(`${event.name} of ${event.source}`, event.name);
    const ts = microseconds(event.atMs);
    return changed.map(([name, value]) => ({ ph: 'C', name, ...row, ts, args: { value } }));
  }

  #changes(key: string, value: number): boolean {
    if (this.#lastValues.get(key) === value) return false;
    this.#lastValues.set(key, value);
    return true;
  }
}

function numbersOf({ name, data }: Observation): [name: string, value: number][] {
  if (name === 'metrics') {
    const series = seriesSchema.safeParse(data).data ?? [];
    return series.map((one) => [seriesName(one.name, one.labels), one.value]);
  }
  const fields = Object.entries(progressSchema.safeParse(data).data ?? {});
  return fields.filter((field): field is [string, number] => typeof field[1] === 'number');
}

/** In the notation of Prometheus: `worker_segments_total{type="audio"}`. */
function seriesName(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
