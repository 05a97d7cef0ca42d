import { once } from 'node:events';
import { HarnessCrashError, RunInterruptedError } from '../../harness/engine/execution/interruption.ts';
import { EXIT_CODES } from '../exit-code.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends Ctrl-C to every process of its foreground group, and a package manager in that group may forward
 * its own copy. A signal this soon after the first belongs to the same key press.
 */
const SAME_PRESS_MS = 400;

/** Whether the user, the system or an error in the harness has interrupted the process. */
export interface Interruption extends Disposable {
  /** Aborts with the error that ends a run cleanly. */
  readonly signal: AbortSignal;
}

/**
 * Turns signals and uncaught errors into a clean end of the run. A second signal exits at once.
 *
 * @param notify prints a message for the user
 */
export function listenForInterruption(notify: (text: string) => void): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;

  const onSignal = (name: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      notify(`${name}: cleaning up. Repeat to exit at once.`);
      controller.abort(new RunInterruptedError(name));
    } else if (nowMs - firstMs > SAME_PRESS_MS) {
      notify(`second ${name}: exiting at once.`);
      process.exit(EXIT_CODES.interrupted);
    }
  };
  const onCrash = (error: unknown): void => {
    notify(`uncaught error in the harness: ${error instanceof Error ? error.stack : String(error)}`);
    controller.abort(new HarnessCrashError(error));
  };

  for (const name of SIGNALS) process.on(name, onSignal);
  process.on('uncaughtException', onCrash);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, onSignal);
      process.off('uncaughtException', onCrash);
    },
  };
}

/**
 * Waits for the interruption that ends a command such as `tap`.
 *
 * @returns the exit code
 */
export async function untilInterrupted({ signal }: Interruption): Promise<number> {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.reason instanceof HarnessCrashError ? EXIT_CODES.failed : EXIT_CODES.ok;
}
