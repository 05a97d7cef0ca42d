import { formatActual, formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { Json, RunEvent } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { checkTitle } from '../check-label.ts';
import { plainLine } from '../format/plain-text.ts';
import { isCounted } from './counters.ts';
import { isOfFragment } from './fragment-flow.ts';
import { microseconds, type TraceEvent, type TracePart } from './trace-event.ts';
import type { Tracks } from './tracks.ts';

const MAX_NAME_LENGTH = 120;

/** Events without a duration: checks, polls and attachments of the steps, log lines, observations. */
export class Instants implements TracePart {
  readonly #tracks: Tracks;

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  draw(event: RunEvent): TraceEvent[] {
    const instant = (
      [group, row]: readonly [string, string],
      name: string,
      cat: string,
      args: { readonly [key: string]: Json | undefined },
    ): TraceEvent[] => [
      {
        ph: 'i',
        s: 't',
        name: clip(plainLine(name), MAX_NAME_LENGTH),
        cat,
        ...this.#tracks.row(group, row),
        ts: microseconds(event.atMs),
        args,
      },
    ];
    switch (event.type) {
      case 'check': {
        const { id, instance, status, note } = event.check;
        const value = { measured: formatActual(event.check), limit: formatLimit(event.check), note };
        const args = { id, instance, status, ...value };
        return instant(['run', 'checks'], checkTitle(event.check), `check,${status}`, args);
      }
      case 'poll': {
        const { name, attempt, done, error, value } = event;
        const seen = error ?? formatValue(value ?? null);
        return instant(['run', 'polls'], name, 'poll', { attempt, done, seen });
      }
      case 'attachment': {
        const { name, path, contentType } = event;
        return instant(['run', 'attachments'], name, 'attachment', { path, contentType });
      }
      case 'log': {
        const { source, level, message, data } = event;
        return instant(['log', source], message, `log,${level}`, { level, message, data });
      }
      case 'observation': {
        if (isCounted(event) || isOfFragment(event)) return [];
        const { source, name, data } = event;
        return instant(['observed', source], name, 'observation', { data });
      }
      default:
        return [];
    }
  }
}
