import type { CheckResult, ErrorRecord, Json, LogLevel, RunEvent, StepResult } from '../../engine/index.ts';
import type { CauseDefinition, CauseFinding } from '../causes/cause.ts';
import { PipelineFacts } from '../facts/pipeline-facts.ts';
import type { RunRecord } from '../facts/run-facts.ts';

/** What a step of a hand-written record did. */
export interface FakeStep {
  readonly status?: StepResult['status'];
  readonly output?: Json;
  readonly error?: Partial<ErrorRecord>;
  readonly checks?: readonly CheckResult[];
  readonly durationMs?: number;
}

/** Builds the record of a run event by event, one per second. */
export class RecordBuilder {
  readonly #events: RunEvent[] = [];
  readonly #evidence = new Map<string, Json>();
  #atMs = 0;

  /** Moves the clock. */
  at(atMs: number): this {
    this.#atMs = atMs;
    return this;
  }

  log(source: string, message: string, data?: Json, level: LogLevel = 'info'): this {
    return this.#add({ type: 'log', source, level, message, ...(data !== undefined && { data }) });
  }

  observe(source: string, name: string, data: Json): this {
    return this.#add({ type: 'observation', source, name, data });
  }

  evidence(name: string, value: Json): this {
    this.#evidence.set(name, value);
    return this;
  }

  step(
    number: number,
    id: string,
    { status = 'passed', output, error, checks = [], durationMs = 1000 }: FakeStep = {},
  ): this {
    for (const check of checks) this.#add({ type: 'check', check });
    return this.#add({
      type: 'step:end',
      result: {
        ...{ number, id, title: id, status, durationMs, attempts: 1, checks },
        ...(output !== undefined && { output }),
        ...(error !== undefined && {
          error: { name: 'Error', code: 'X', message: '', fault: 'PRODUCT', data: {}, ...error },
        }),
      },
    });
  }

  /** A run whose step 0 passed, with the stream `s1`. */
  setup(durationS = 10): this {
    return this.step(0, 'environment-setup', {
      output: {
        streamId: 's1',
        endpoints: { rtmpUrl: 'rtmp://127.0.0.1:1935' },
        clip: { file: 'clip.mp4', durationS },
        profile: {
          paths: { input: 'live/{stream}/in', output: 'live/{stream}/out' },
          codecs: { video: 'h264', audio: 'aac' },
        },
      },
    });
  }

  get record(): RunRecord {
    return { events: this.#events, evidence: this.#evidence };
  }

  #add(body: Record<string, unknown> & { readonly type: RunEvent['type'] }): this {
    this.#atMs += 1000;
    const event = { seq: this.#events.length, atMs: this.#atMs, during: null, ...body };
    this.#events.push(event as unknown as RunEvent);
    return this;
  }
}

/** The codes of the causes that find something in a record. */
export function codesIn(causes: readonly CauseDefinition[], { record }: RecordBuilder): readonly string[] {
  const facts = new PipelineFacts(record);
  return causes.filter((cause) => cause.find(facts) !== undefined).map(({ code }) => code);
}

/** What the cause with a code finds in a record. */
export function findingIn(
  causes: readonly CauseDefinition[],
  { record }: RecordBuilder,
  code: string,
): CauseFinding | undefined {
  return causes.find((cause) => cause.code === code)?.find(new PipelineFacts(record));
}
