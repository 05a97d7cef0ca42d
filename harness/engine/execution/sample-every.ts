import { pause, systemClock } from '../clock.ts';
import type { RunContext } from '../scenario.ts';

/**
 * Calls `sample` now and `everyMs` after the end of each call, until the run ends. An error that it throws fails the
 * current step.
 *
 * @param title names the clean-up: `metrics of sts-service`
 */
export function sampleEvery(
  run: Pick<RunContext, 'signal' | 'defer' | 'failStep'>,
  title: string,
  everyMs: number,
  sample: (signal: AbortSignal) => Promise<void> | void,
): void {
  const { signal } = run;
  let sampling: Promise<void> | undefined;
  run.defer(`stop sampling ${title}`, () => sampling);
  sampling = (async () => {
    try {
      while (!signal.aborted) {
        await sample(signal);
        await pause(systemClock, everyMs, signal).catch(() => undefined);
      }
    } catch (error) {
      // The requests of a sample end with the run.
      if (!signal.aborted) run.failStep(error instanceof Error ? error : new Error(String(error)));
    }
  })();
}
