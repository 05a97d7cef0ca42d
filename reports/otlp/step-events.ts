import { formatActual, formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { RunEvent } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { checkTitle } from '../check-label.ts';
import { attributes, type SpanEvent, unixNano } from './span.ts';

/** The default limit of OpenTelemetry's SDKs (EventCountLimit). */
const MAX_EVENTS = 128;
const MAX_TEXT_LENGTH = 1000;

/** The checks of a step and the changes that its polls observed, as events of its span. */
export class StepEvents {
  readonly #events: SpanEvent[] = [];
  readonly #lastValues = new Map<string, string>();
  /** The number of dropped events. The oldest are dropped first. */
  dropped = 0;

  get events(): readonly SpanEvent[] {
    return this.#events;
  }

  add(event: RunEvent, startedAt: string): void {
    const timeUnixNano = unixNano(startedAt, event.atMs);
    switch (event.type) {
      case 'check': {
        const { id, instance, status, note } = event.check;
        const fields = {
          'dubstep.check.id': id,
          'dubstep.check.instance': text(instance),
          'dubstep.check.status': status,
          'dubstep.check.found': text(formatActual(event.check)),
          'dubstep.check.limit': text(formatLimit(event.check)),
          'dubstep.check.note': text(note),
        };
        this.#push({
          timeUnixNano,
          name: `check ${checkTitle(event.check)}`,
          attributes: attributes(fields),
        });
        break;
      }
      case 'poll': {
        const { name, attempt, done, error, value } = event;
        const seen = error ?? formatValue(value ?? null);
        const isChange = done || this.#lastValues.get(name) !== seen;
        this.#lastValues.set(name, seen);
        if (!isChange) return;
        const fields = { attempt, done, seen: text(seen) };
        const named = Object.entries(fields).map(([key, field]) => [`dubstep.poll.${key}`, field]);
        this.#push({ timeUnixNano, name: `poll ${name}`, attributes: attributes(Object.fromEntries(named)) });
        break;
      }
      case 'step:end': {
        const { error } = event.result;
        if (error === undefined) return;
        const fields = { type: error.name, message: text(error.message), stacktrace: error.stack };
        const named = Object.entries(fields).map(([key, field]) => [`exception.${key}`, field]);
        this.#push({ timeUnixNano, name: 'exception', attributes: attributes(Object.fromEntries(named)) });
        break;
      }
      default:
    }
  }

  #push(event: SpanEvent): void {
    this.#events.push(event);
    if (this.#events.length <= MAX_EVENTS) return;
    this.#events.shift();
    this.dropped += 1;
  }
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : clip(value, MAX_TEXT_LENGTH);
}
