import { once } from 'node:events';
import { HarnessCrashError, RunInterruptedError } from '../../harness/engine/interruption.ts';
import { EXIT_CODES } from '../exit-code.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends Ctrl-C to every process of its foreground group, and a package manager in it may pass its
 * own copy on: what comes this soon after the first is the same key press.
 */
const SAME_PRESS_MS = 400;

/** What the user, the system or a bug of the harness may end a run with. */
export interface Interruption extends Disposable {
  /** Aborted with the error that ends the run in order. */
  readonly signal: AbortSignal;
}

/**
 * Turns the signals of this process, and errors that nobody caught, into an orderly end of the run. A second
 * signal ends the process at once.
 *
 * @param tell says to the user what is happening
 */
export function listenForInterruption(tell: (text: string) => void): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;

  const onSignal = (name: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      tell(`${name}: ending in order. Once more to end at once.`);
      controller.abort(new RunInterruptedError(name));
    } else if (nowMs - firstMs > SAME_PRESS_MS) {
      tell(`${name} again: ending at once.`);
      process.exit(EXIT_CODES.interrupted);
    }
  };
  const onCrash = (error: unknown): void => {
    tell(`uncaught error in the harness: ${error instanceof Error ? error.stack : String(error)}`);
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
 * Waits for it, where that is how things end.
 *
 * @returns the exit code
 */
export async function untilInterrupted({ signal }: Interruption): Promise<number> {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.reason instanceof HarnessCrashError ? EXIT_CODES.failed : EXIT_CODES.ok;
}
