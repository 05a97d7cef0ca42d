import { closeSync, openSync, writeSync } from 'node:fs';
import { type Clock, elapsedMs } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import type { EventBody, RunEvent } from '../event.ts';
import { clip, stringifyRedacted } from '../json.ts';

export type EventListener = (event: RunEvent) => void;

const MAX_LOG_MESSAGE_LENGTH = 16_000;

/** The event log could not be written, so the run has no complete record. */
class EventLogWriteError extends HarnessError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`cannot write the event log ${path}: check that the disk is not full and the folder exists`, {
      code: 'EVENT_LOG_WRITE',
      fault: 'ENVIRONMENT',
      cause,
    });
    this.path = path;
  }
}

export interface EventLogOptions {
  /** The file; it must not exist yet. */
  readonly path: string;
  readonly clock: Clock;
  /** Called once, when a line could not be written. No line is written after it. */
  readonly onWriteError: (error: HarnessError) => void;
}

/**
 * The record of a run: one line of JSON per event, in order of occurrence, on one clock.
 *
 * `append` passes each line to the operating system before it returns, so the log of a killed run is complete up to
 * that moment.
 */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #startedMs: number;
  readonly #file: number;
  readonly #listeners = new Set<EventListener>();
  readonly #brokenListeners = new WeakSet<EventListener>();
  readonly #undelivered: RunEvent[] = [];
  #delivering = false;
  #state: 'open' | 'broken' | 'closed' = 'open';
  #seq = 0;
  #during: number | undefined;

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#file = openSync(options.path, 'ax');
    this.#startedMs = options.clock.nowMs();
  }

  /** Milliseconds since the log was opened. */
  nowMs(): number {
    return elapsedMs(this.#options.clock, this.#startedMs);
  }

  /** Assigns the events from now on to a step. */
  enter(step: number | undefined): void {
    this.#during = step;
  }

  /**
   * Writes an event and calls the listeners, both without the user and password of URLs. Has no effect after `close`.
   */
  append(body: EventBody): void {
    if (this.#state === 'closed') return;
    const event: RunEvent = {
      seq: this.#seq,
      atMs: this.nowMs(),
      ...(this.#during !== undefined && { during: this.#during }),
      ...(body.type === 'log' ? { ...body, message: clip(body.message, MAX_LOG_MESSAGE_LENGTH) } : body),
    };
    this.#seq += 1;
    const text = JSON.stringify(event);
    const redacted = stringifyRedacted(event);
    this.#write(`${redacted}\n`);
    this.#undelivered.push(redacted === text ? event : (JSON.parse(redacted) as RunEvent));
    this.#deliver();
  }

  /** Calls `listener` for each event from now on. When it throws, the log records it once, and it is still called. */
  subscribe(listener: EventListener): void {
    this.#listeners.add(listener);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    closeSync(this.#file);
  }

  #write(line: string): void {
    if (this.#state !== 'open') return;
    try {
      const bytes = Buffer.from(line);
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#file, bytes, written);
      }
    } catch (error) {
      this.#state = 'broken';
      this.#options.onWriteError(new EventLogWriteError(this.#options.path, error));
    }
  }

  /** Listeners may append: all listeners receive the new event after the current one. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let event = this.#undelivered.shift(); event !== undefined; event = this.#undelivered.shift()) {
      for (const listener of this.#listeners) this.#call(listener, event);
    }
    this.#delivering = false;
  }

  #call(listener: EventListener, event: RunEvent): void {
    try {
      listener(event);
    } catch (error) {
      if (this.#brokenListeners.has(listener)) return;
      this.#brokenListeners.add(listener);
      const stack = error instanceof Error ? error.stack : String(error);
      const message = `a listener of the event log threw on event ${event.seq}: ${stack}`;
      this.append({ type: 'log', source: 'harness', level: 'error', message });
    }
  }
}
