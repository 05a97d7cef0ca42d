import { plainLine } from '../format/plain-text.ts';
import type { TraceEvent, Track } from './trace-event.ts';

/** Gives each source a row of its own, and tells the viewer what to call it and where to put it. */
export class Tracks {
  readonly #groups = new Map<string, { readonly pid: number; readonly tids: Map<string, number> }>();
  #told: TraceEvent[] = [];
  /** Processes and threads share it, as a thread with the number of its process would count as its main one. */
  #next = 1;

  /** The row `name` in the group `group`; both in the order of their first use. */
  row(group: string, name: string): Track {
    const { pid, tids } = this.#group(group);
    const tid = tids.get(name) ?? this.#next++;
    if (!tids.has(name)) {
      tids.set(name, tid);
      this.#tell({ pid, tid }, 'thread', name);
    }
    return { pid, tid };
  }

  /** What was given since the last call, for the trace. */
  take(): TraceEvent[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  #group(name: string): { readonly pid: number; readonly tids: Map<string, number> } {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { pid: this.#next++, tids: new Map<string, number>() };
    this.#groups.set(name, group);
    this.#tell({ pid: group.pid, tid: group.pid }, 'process', name);
    return group;
  }

  #tell(track: Track, what: 'process' | 'thread', name: string): void {
    this.#told.push(
      { ph: 'M', name: `${what}_name`, ...track, args: { name: plainLine(name) } },
      { ph: 'M', name: `${what}_sort_index`, ...track, args: { sort_index: track.tid } },
    );
  }
}
