import { join } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import { toErrorRecord } from '../error-record.ts';
import type { FailedRun } from '../event.ts';
import { AttachmentStore } from '../run-folder/attachment.ts';
import { type EventListener, EventLog } from '../run-folder/event-log.ts';
import { type EvidenceStore, liveEvidence } from '../run-folder/evidence.ts';
import { type RunResult, RunResultBuilder } from '../run-folder/run-result.ts';
import type { Scenario } from '../scenario.ts';
import type { FailureHandler } from './failure-decision.ts';
import { recordDiagnosis } from './record-diagnosis.ts';
import { RootCauseWatch } from './root-cause-watch.ts';
import { RunScope } from './run-scope.ts';
import { runSteps, type StepSelection } from './run-steps.ts';
import { runVerdict } from './run-verdict.ts';

export interface RunOptions {
  readonly runId: string;
  /** Absolute path of an existing folder that only this run uses. */
  readonly folder: string;
  /** The environment, for the report. */
  readonly environment: string;
  /** Ends the run early. A `HarnessError` as its reason fails the run, any other reason interrupts it. */
  readonly signal?: AbortSignal;
  /** Called with each event as it is written. */
  readonly listeners?: readonly EventListener[];
  /** The source of `ctx.evidence`; the running pipeline by default. */
  readonly evidence?: EvidenceStore;
  /** Which steps run; all by default. */
  readonly selection?: StepSelection;
  /** Decides what to do after a step has failed. By default, a critical step blocks the later ones. */
  readonly onStepFailed?: FailureHandler;
  /** The failed runs that this one retries, oldest first. */
  readonly earlier?: readonly FailedRun[];
  readonly clock?: Clock;
  /** Time limit of each teardown. 15 s by default. */
  readonly teardownTimeoutMs?: number;
  /** How long a stopped step may take to end. 2 s by default. */
  readonly stepGraceMs?: number;
}

/**
 * Runs a scenario and records it as `events.ndjson` in the run folder. The result contains all failures of the run.
 *
 * @throws the error of the file system when the event log cannot be created
 * @example
 * const { id, path } = await createRunFolder('/srv/runs', scenario.id, new Date());
 * const result = await runScenario(scenario, { runId: id, folder: path, environment: 'process' });
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
  const watch = watchOf(scenario, { clock, scope, log });
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
    const diagnose = (): Promise<void> => recordDiagnosis(scenario, { folder, clock, scope, log });
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
        watch,
      },
      graceMs: options.stepGraceMs ?? 2000,
      selection: options.selection,
      onStepFailed: options.onStepFailed,
      diagnose,
    });
    if (scope.interimStatus === 'failed') await diagnose();
    log.append({ type: 'shutdown' });
    const failedTeardowns = await scope.end();
    const { status, error } = runVerdict({
      steps,
      setupStep: Math.max(
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

/** @returns undefined when no step ends early */
function watchOf<Rig>(
  scenario: Scenario<Rig>,
  { clock, scope, log }: { readonly clock: Clock; readonly scope: RunScope; readonly log: EventLog },
): RootCauseWatch | undefined {
  if (!scenario.steps.some(({ endsEarly }) => endsEarly === true)) return undefined;
  const watch = scenario.watch?.();
  if (watch === undefined) return undefined;
  log.subscribe((event) => watch.add(event));
  return new RootCauseWatch(watch, clock, scope);
}
