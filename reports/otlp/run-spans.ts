import type { ErrorRecord, StepResult } from '../../harness/engine/event.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { readEvents } from '../recorded-runs/read-run.ts';
import { attributes, idOf, type Span, unixNano } from './span.ts';
import { StepEvents } from './step-events.ts';

/** A run as a trace: a span for the run, with a child span for each step that ran. */
export async function runSpans(runFolder: string): Promise<Span[]> {
  const builder = new RunResultBuilder();
  const starts = new Map<number, { readonly atMs: number; readonly events: StepEvents }>();
  let startedAt = '';
  for await (const event of readEvents(runFolder)) {
    builder.add(event);
    if (event.type === 'run:start') startedAt = event.startedAt;
    if (event.type === 'step:start' && event.attempt === 1) {
      starts.set(event.step.number, { atMs: event.atMs, events: new StepEvents() });
    }
    const step = event.type === 'step:end' ? event.result.number : event.during;
    if (step !== undefined) starts.get(step)?.events.add(event, startedAt);
  }
  const result = builder.result();
  const run = runSpan(result);
  const steps = result.steps.flatMap((step) => {
    const start = starts.get(step.number);
    return start === undefined ? [] : [stepSpan(step, result, run, start)];
  });
  return [run, ...steps];
}

function runSpan(result: RunResult): Span {
  const { runId, scenario, title, tags, environment, params, status, startedAt, durationMs, error } = result;
  const { flaky = false, earlier = [] } = result;
  return {
    traceId: idOf(32, runId),
    spanId: idOf(16, runId, 'run'),
    name: `scenario ${scenario}`,
    kind: 1,
    startTimeUnixNano: unixNano(startedAt, 0),
    endTimeUnixNano: unixNano(startedAt, durationMs),
    attributes: attributes({
      'dubstep.run.id': runId,
      'dubstep.run.status': status,
      'dubstep.run.flaky': flaky,
      'dubstep.run.retries': earlier.length,
      'dubstep.run.warnings': result.warnings,
      'dubstep.run.logged_errors': result.loggedErrors,
      'dubstep.run.params': params,
      'dubstep.scenario.id': scenario,
      'dubstep.scenario.title': title,
      'dubstep.scenario.tags': tags,
      'dubstep.environment': environment,
    }),
    events: [],
    droppedEventsCount: 0,
    status: statusOf(status === 'passed' ? 'passed' : 'failure', error),
  };
}

function stepSpan(
  step: StepResult,
  { runId, startedAt }: RunResult,
  { traceId, spanId: parentSpanId }: Span,
  { atMs, events }: { readonly atMs: number; readonly events: StepEvents },
): Span {
  const { number, id, title, status, attempts, durationMs, reason, error } = step;
  return {
    traceId,
    spanId: idOf(16, runId, 'step', number),
    parentSpanId,
    name: `step ${number} ${id}`,
    kind: 1,
    startTimeUnixNano: unixNano(startedAt, atMs),
    endTimeUnixNano: unixNano(startedAt, atMs + durationMs),
    attributes: attributes({
      'dubstep.step.number': number,
      'dubstep.step.id': id,
      'dubstep.step.title': title,
      'dubstep.step.status': status,
      'dubstep.step.attempts': attempts,
      'dubstep.step.reason': reason,
      'dubstep.fault': error?.fault,
      'error.type': error?.code,
    }),
    events: events.events,
    droppedEventsCount: events.dropped,
    status: statusOf(outcomeOf(step), error),
  };
}

function statusOf(outcome: Outcome, error: ErrorRecord | undefined): Span['status'] {
  if (outcome === 'skipped') return { code: 0 };
  if (outcome === 'passed') return { code: 1 };
  return { code: 2, ...(error !== undefined && { message: error.message.toWellFormed() }) };
}
