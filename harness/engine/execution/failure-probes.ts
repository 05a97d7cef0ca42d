import type { Clock } from '../clock.ts';
import { HarnessError, type RootCauseError } from '../errors.ts';
import type { FailureProbe, RunContext } from '../scenario.ts';
import { withinDeadline } from './deadline.ts';

const WITHIN_MS = 3000;

class ProbeTimeoutError extends HarnessError {
  constructor() {
    super(`the probe did not end within ${WITHIN_MS} ms`, { code: 'PROBE_TIMEOUT', fault: 'HARNESS' });
  }
}

interface ProbeRun {
  readonly clock: Clock;
  /** Ends the search. */
  readonly stop: AbortSignal;
  readonly log: Pick<RunContext, 'log'>;
}

/** Runs all probes concurrently. @returns the first finding, in the order of registration */
export async function findRootCause(
  probes: readonly FailureProbe[],
  { clock, stop, log }: ProbeRun,
): Promise<RootCauseError | undefined> {
  const outcomes = await Promise.all(
    probes.map((probe) =>
      withinDeadline(probe, {
        clock,
        timeoutMs: WITHIN_MS,
        timeoutError: () => new ProbeTimeoutError(),
        stop,
        graceMs: 0,
      }),
    ),
  );
  for (const outcome of stop.aborted ? [] : outcomes) {
    if (outcome.kind === 'done') continue;
    const problem = String(outcome.kind === 'threw' ? outcome.error : outcome.reason);
    log.log('harness', 'debug', `a probe for the root cause failed: ${problem}`);
  }
  return outcomes.flatMap((outcome) => (outcome.kind === 'done' && outcome.value ? [outcome.value] : []))[0];
}
