import { formatActual, formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { RunEvent } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { attributes, type SpanEvent, unixNano } from './span.ts';

/** What a span keeps by default in OpenTelemetry's own libraries (EventCountLimit). */
const MAX_EVENTS = 128;
const MAX_TEXT_LENGTH = 1000;

/** What happened in a step, as the events of its span: checks, and polls that saw something new. */
export class StepEvents {
  readonly #events: SpanEvent[] = [];
  readonly #lastSeen = new Map<string, string>();
  /** How many events were left out, the oldest first. */
  dropped = 0;

  get events(): readonly SpanEvent[] {
    return this.#events;
  }

  add(event: RunEvent, startedAt: string): void {
    const timeUnixNano = unixNano(startedAt, event.atMs);
    switch (event.type) {
      case 'check': {
        const { title: name, status, note } = event.check;
        const found = { 'dubstep.check.found': text(formatActual(event.check)) };
        const limit = { 'dubstep.check.limit': text(formatLimit(event.check)) };
        const fields = {
          'dubstep.check.status': status,
          ...found,
          ...limit,
          'dubstep.check.note': text(note),
        };
        this.#push({ timeUnixNano, name: `check ${name}`, attributes: attributes(fields) });
        break;
      }
      case 'poll': {
        const { name, attempt, done, error, value } = event;
        const seen = error ?? formatValue(value ?? null);
        const isNews = done || this.#lastSeen.get(name) !== seen;
        this.#lastSeen.set(name, seen);
        if (!isNews) return;
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
