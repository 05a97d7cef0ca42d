import { HarnessCrashError } from '../../harness/engine/interruption.ts';
import type { Reporter } from '../../harness/engine/reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { type Interruption, listenForInterruption } from './listen-for-interruption.ts';

type Notice = (text: string) => void;

/** What the runs of one call of the command line work with. */
export interface InvocationContext extends CliContext {
  readonly invocation: Pick<Invocation, 'signal' | 'show'>;
  /** Told of a run beside the reporters that were asked for. */
  readonly alongside?: readonly Reporter[];
}

/** One call of the command line: what ends all of its runs, and where to say what belongs to none of them. */
export class Invocation implements Disposable {
  readonly #interruption: Interruption;
  #notice: Notice;

  /** @param notice says something while no run is shown */
  constructor(notice: Notice) {
    this.#notice = notice;
    this.#interruption = listenForInterruption((text) => this.#notice(text));
  }

  /** Aborted with the error that ends every run in order. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /**
   * What it ends with: an interruption, or an error that nobody caught, counts also when it came between two runs or
   * while reports were written.
   *
   * @param ofRuns what its runs have come to
   */
  exitCode(ofRuns: number): number {
    if (!this.signal.aborted) return ofRuns;
    return this.signal.reason instanceof HarnessCrashError ? EXIT_CODES.failed : EXIT_CODES.interrupted;
  }

  /** A run is shown until it is disposed of: what there is to say is said there, above the line that counts. */
  show(notice: Notice): Disposable {
    const before = this.#notice;
    this.#notice = notice;
    return {
      [Symbol.dispose]: () => {
        this.#notice = before;
      },
    };
  }

  [Symbol.dispose](): void {
    this.#interruption[Symbol.dispose]();
  }
}
