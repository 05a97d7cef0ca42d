import { plainLine } from '../format/plain-text.ts';
import type { TraceEvent, Track } from './trace-event.ts';

/** Assigns a row to each source, and emits the metadata that names and sorts the rows. */
export class Tracks {
  readonly #groups = new Map<string, { readonly pid: number; readonly tids: Map<string, number> }>();
  #metadata: TraceEvent[] = [];
  /** Shared by processes and threads: the thread with the number of its process would be its main thread. */
  #next = 1;

  /** The row `name` of the group `group`. Groups and rows are ordered by first use. */
  row(group: string, name: string): Track {
    const { pid, tids } = this.#group(group);
    const tid = tids.get(name) ?? this.#next++;
    if (!tids.has(name)) {
      tids.set(name, tid);
      this.#emitMetadata({ pid, tid }, 'thread', name);
    }
    return { pid, tid };
  }

  /** The metadata of rows created since the last call. */
  take(): TraceEvent[] {
    const metadata = this.#metadata;
    this.#metadata = [];
    return metadata;
  }

  #group(name: string): { readonly pid: number; readonly tids: Map<string, number> } {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { pid: this.#next++, tids: new Map<string, number>() };
    this.#groups.set(name, group);
    this.#emitMetadata({ pid: group.pid, tid: group.pid }, 'process', name);
    return group;
  }

  #emitMetadata(track: Track, what: 'process' | 'thread', name: string): void {
    this.#metadata.push(
      { ph: 'M', name: `${what}_name`, ...track, args: { name: plainLine(name) } },
      { ph: 'M', name: `${what}_sort_index`, ...track, args: { sort_index: track.tid } },
    );
  }
}
