import type { RunEvent } from '../../../harness/engine/event.ts';
import { logRow } from './log-row.ts';

/** An event of one part of the pipeline. */
export interface LaneEvent {
  readonly atMs: number;
  readonly text: string;
  readonly tone: 'good' | 'odd' | 'bad' | 'plain';
}

/** The events of one part of the pipeline, in order. */
export interface Lane {
  readonly name: string;
  readonly events: readonly LaneEvent[];
}

/** The parts of the pipeline in the order in which media passes them, with their sources. */
const LANES: readonly (readonly [name: string, sources: readonly string[]])[] = [
  ['publisher', ['publisher']],
  ['MediaMTX', ['mediamtx', 'hook']],
  ['worker', ['media-service']],
  ['STS', ['sts', 'sts-service']],
  ['output', ['output']],
];

const MAX_EVENTS = 6000;

/** Sorts events by part of the pipeline. */
export class LaneEvents {
  readonly #lanes = new Map<string, LaneEvent[]>(LANES.map(([name]) => [name, []]));

  add(event: RunEvent): void {
    if (event.type !== 'log' && event.type !== 'observation') return;
    const row = logRow(event);
    if (row.level === 'trace' || (event.type === 'log' && row.level === 'debug')) return;
    const name = LANES.find(([, sources]) => sources.includes(event.source))?.[0];
    const events = name === undefined ? undefined : this.#lanes.get(name);
    if (events === undefined || events.length >= MAX_EVENTS) return;
    const tone = row.level === 'warn' ? 'odd' : row.level === 'info' ? 'plain' : 'bad';
    events.push({ atMs: row.atMs, text: row.what === '' ? row.text : row.what, tone });
  }

  view(): Lane[] {
    return [...this.#lanes].flatMap(([name, events]) => (events.length === 0 ? [] : [{ name, events }]));
  }
}
