import type { CheckResult, Json, LogLevel, RunEvent, StepResult } from '../../engine/index.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';

export type LogEvent = Extract<RunEvent, { type: 'log' }>;
export type Observation = Extract<RunEvent, { type: 'observation' }>;
export type PollEvent = Extract<RunEvent, { type: 'poll' }>;

/** What a diagnosis is made from: the event log of a run and its evidence files, by name without `.json`. */
export interface RunRecord {
  readonly events: readonly RunEvent[];
  readonly evidence: ReadonlyMap<string, Json>;
}

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Selects log lines. */
export interface LogQuery {
  readonly source?: string;
  /** The least severe level; `trace` by default. */
  readonly level?: LogLevel;
  readonly message?: RegExp;
}

/**
 * Indexed access to what a run recorded before its shutdown began. What the shutdown itself causes is in no list here,
 * so no cause can rest on it.
 */
export class RunFacts {
  /** Before the shutdown. */
  readonly events: readonly RunEvent[];
  /** The latest result of each step: a failed one may have been retried. */
  readonly steps: readonly StepResult[];
  readonly #evidence: ReadonlyMap<string, Json>;
  readonly #logs: readonly LogEvent[];
  readonly #observations: ReadonlyMap<string, readonly Observation[]>;

  constructor({ events, evidence }: RunRecord) {
    this.events = beforeShutdown(events);
    const results = events.flatMap((event) => (event.type === 'step:end' ? [event.result] : []));
    this.steps = [...new Map(results.map((result) => [result.number, result])).values()];
    this.#evidence = evidence;
    this.#logs = this.events.filter((event) => event.type === 'log');
    const observations = this.events.filter((event) => event.type === 'observation');
    this.#observations = Map.groupBy(observations, ({ source }) => source);
  }

  /** The first step that failed or timed out. */
  get failedStep(): StepResult | undefined {
    return this.steps.find(({ status }) => status === 'failed' || status === 'timed-out');
  }

  get start(): Extract<RunEvent, { type: 'run:start' }> | undefined {
    return this.events.find((event) => event.type === 'run:start');
  }

  /** The latest result of a step. */
  step(id: string): StepResult | undefined {
    return this.steps.findLast((step) => step.id === id);
  }

  /** The checks with this id in any step, except those that passed through a retry. */
  checks(id: string): readonly CheckResult[] {
    return this.steps.flatMap(({ checks }) => checks.filter((check) => check.id === id));
  }

  /** The check with this id that failed. */
  failedCheck(id: string): CheckResult | undefined {
    return this.checks(id).find(({ status }) => status === 'failed');
  }

  /** What a step returned, or `undefined`. */
  outputOf(stepId: string): Json | undefined {
    return this.step(stepId)?.output;
  }

  /** Evidence that a step kept, by name; `undefined` when there is none. */
  evidence(name: string): Json | undefined {
    return this.#evidence.get(name);
  }

  logs({ source, level = 'trace', message }: LogQuery = {}): readonly LogEvent[] {
    const least = LEVELS.indexOf(level);
    return this.#logs.filter(
      (line) =>
        (source === undefined || line.source === source) &&
        LEVELS.indexOf(line.level) >= least &&
        (message === undefined || message.test(line.message)),
    );
  }

  /** Observations of a source, with one name or with any. */
  observations(source: string, name?: string): readonly Observation[] {
    const all = this.#observations.get(source) ?? [];
    return name === undefined ? all : all.filter((observation) => observation.name === name);
  }

  /** The latest observation of a name. */
  latest(source: string, name: string): Observation | undefined {
    return this.observations(source, name).at(-1);
  }

  polls(name: string): readonly PollEvent[] {
    return this.events.filter((event): event is PollEvent => event.type === 'poll' && event.name === name);
  }
}

/** The event log records `shutdown` before the first clean-up. Older logs have only the clean-ups themselves. */
function beforeShutdown(events: readonly RunEvent[]): readonly RunEvent[] {
  const end = events.findIndex(({ type }) => type === 'shutdown' || type === 'teardown');
  return end === -1 ? events : events.slice(0, end);
}

/** A log line as evidence. An error whose cause has the same message is stated once. */
export function logRef(line: LogEvent, text = line.message): EvidenceRef {
  const once = text.replace(/: ([^\n]{12,}): \1(?=\n|$)/, ': $1');
  return { text: `${line.source}: ${once}`, atMs: line.atMs, seq: line.seq, source: line.source };
}

/** An observation as evidence. */
export function observationRef(observation: Observation, text: string): EvidenceRef {
  const { atMs, seq, source } = observation;
  return { text, atMs, seq, source };
}

/** Marks evidence as context: it narrows the fault down, and a good run has the same fact. */
export function asContext(ref: EvidenceRef): EvidenceRef {
  return { ...ref, isContext: true };
}
