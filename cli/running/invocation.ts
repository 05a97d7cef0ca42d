import { HarnessCrashError } from '../../harness/engine/execution/interruption.ts';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';

type Notify = (text: string) => void;

/** The context of the runs of one invocation. */
export interface InvocationContext extends CliContext {
  readonly invocation: Pick<Invocation, 'signal' | 'redirect'>;
  /** Reporters in addition to the selected ones. */
  readonly extraReporters?: readonly Reporter[];
}

/** One invocation of the command line: interrupts all of its runs, and prints messages that belong to none of them. */
export class Invocation implements Disposable {
  readonly #interruption: Interruption;
  #notify: Notify;

  /** @param notify prints messages while no run redirects them */
  constructor(notify: Notify) {
    this.#notify = notify;
    this.#interruption = listenForInterruption((text) => this.#notify(text));
  }

  /** Aborts with the error that ends every run cleanly. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /**
   * The exit code, which an interruption or an uncaught error determines even between two runs or while reports are
   * written.
   *
   * @param ofRuns the exit code of the runs
   */
  exitCode(ofRuns: number): number {
    if (!this.signal.aborted) return ofRuns;
    return this.signal.reason instanceof HarnessCrashError ? EXIT_CODES.failed : EXIT_CODES.interrupted;
  }

  /** Prints messages through a run's reporter until disposed, so that they appear above its live line. */
  redirect(notify: Notify): Disposable {
    const before = this.#notify;
    this.#notify = notify;
    return {
      [Symbol.dispose]: () => {
        this.#notify = before;
      },
    };
  }

  [Symbol.dispose](): void {
    this.#interruption[Symbol.dispose]();
  }
}
