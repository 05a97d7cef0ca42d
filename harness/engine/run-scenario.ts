import { join } from 'node:path';
import { AttachmentStore } from './attachment.ts';
import { type Clock, systemClock } from './clock.ts';
import { toErrorRecord } from './error-record.ts';
import type { FailedRun } from './event.ts';
import { type EventListener, EventLog } from './event-log.ts';
import { type EvidenceStore, liveEvidence } from './evidence.ts';
import type { FailureHandler } from './failure-decision.ts';
import { type RunResult, RunResultBuilder } from './run-result.ts';
import { RunScope } from './run-scope.ts';
import { runSteps, type StepSelection } from './run-steps.ts';
import { runVerdict } from './run-verdict.ts';
import type { Scenario } from './scenario.ts';

export interface RunOptions {
  readonly runId: string;
  /** Absolute path of a folder that exists and belongs to this run alone. */
  readonly folder: string;
  /** Name of the environment, for the report. */
  readonly environment: string;
  /** Aborted to end the run before its time. A `HarnessError` as the reason fails it, others interrupt it. */
  readonly signal?: AbortSignal;
  /** Told of each event as it is written. */
  readonly listeners?: readonly EventListener[];
  /** Where `ctx.evidence` comes from; the live pipeline by default. */
  readonly evidence?: EvidenceStore;
  /** Which steps are run; all of them by default. */
  readonly selection?: StepSelection;
  /** Decides what becomes of the run after a step has failed; without it a critical one keeps the later ones back. */
  readonly onStepFailed?: FailureHandler;
  /** Runs of the same that did not pass, after which this one is made. */
  readonly earlier?: readonly FailedRun[];
  readonly clock?: Clock;
  /** What each teardown may take. 15 s by default. */
  readonly teardownTimeoutMs?: number;
  /** What a step that was stopped may take to end. 2 s by default. */
  readonly stepGraceMs?: number;
}

/**
 * Runs a scenario and writes all of it to `events.ndjson` in the run folder.
 *
 * Never throws for what happens in the run: that is in the result.
 *
 * @throws when the event log cannot be created in `folder`
 */
export async function runScenario<Rig>(scenario: Scenario<Rig>, options: RunOptions): Promise<RunResult> {
  const { runId, folder, environment, clock = systemClock, listeners = [], signal } = options;
  const onWriteError = (error: Error): void => scope.interrupt(error);
  const log = new EventLog({ path: join(folder, 'events.ndjson'), clock, onWriteError });
  const scope = new RunScope({
    runId,
    scenarioId: scenario.id,
    folder,
    log,
    clock,
    teardownTimeoutMs: options.teardownTimeoutMs ?? 15_000,
  });
  const builder = new RunResultBuilder();
  for (const listener of [builder.add, ...listeners]) log.subscribe(listener);

  const { id, title, tags, params } = scenario;
  const identities = scenario.steps.map((step, number) => ({ number, id: step.id, title: step.title }));
  log.append({
    type: 'run:start',
    runId,
    scenario: { id, title, tags },
    environment,
    params,
    steps: identities,
    startedAt: clock.wallTime().toISOString(),
    ...(options.earlier !== undefined && options.earlier.length > 0 && { earlier: options.earlier }),
  });

  const onAbort = (): void => scope.interrupt(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const steps = await runSteps({
      steps: scenario.steps,
      createRig: () => scenario.createRig(scope),
      scope,
      resources: {
        clock,
        log,
        evidence: options.evidence ?? liveEvidence(folder),
        attachments: new AttachmentStore(folder),
        checks: scenario.checks,
      },
      graceMs: options.stepGraceMs ?? 2000,
      selection: options.selection,
      onStepFailed: options.onStepFailed,
    });
    const failedTeardowns = await scope.end();
    const { status, error } = runVerdict({
      steps,
      setUp: Math.max(
        0,
        scenario.steps.findIndex(({ live }) => live === true),
      ),
      error: scope.endedBy,
      failedTeardowns,
    });
    log.append({
      type: 'run:end',
      status,
      durationMs: log.nowMs(),
      ...(error !== undefined && { error: toErrorRecord(error) }),
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
    log.close();
  }
  return builder.result();
}
