import { execa } from 'execa';

const STDERR_TAIL_CHARACTERS = 1000;
const END_TIMEOUT_MS = 1000;

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** A process that answers texts on its stdin with texts on its stdout, in order, each ended by a NUL. */
export class TextServer {
  readonly #command: string;
  readonly #answerTimeoutMs: number;
  readonly #alive = new Set<RunningServer>();
  #running: RunningServer | undefined;

  /**
   * @param command of the shell
   * @param answerTimeoutMs a process that owes an answer for that long is stuck: it is killed, and the next text
   *   starts another
   */
  constructor(command: string, answerTimeoutMs: number) {
    this.#command = command;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /**
   * Starts the process when it does not run, and asks it.
   *
   * @throws the reason of `signal`; {@link Error} when the process ended or got stuck before it answered
   */
  async ask(text: string, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#running === undefined || this.#running.ended) this.#running = this.#start();
    const answer = this.#running.ask(text);
    if (signal === undefined) return await answer;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    return await Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** Ends the process; resolves when nothing of it, or of one that it replaced, is left. */
  async stop(): Promise<void> {
    await Promise.all([...this.#alive].map((server) => server.stop()));
  }

  #start(): RunningServer {
    const server = new RunningServer(this.#command, this.#answerTimeoutMs);
    this.#alive.add(server);
    void server.exit.then(() => this.#alive.delete(server));
    return server;
  }
}

class RunningServer {
  readonly #child;
  readonly #command: string;
  readonly #answerTimeoutMs: number;
  readonly #waiting: Waiting[] = [];
  /** Resolves when it has ended, however that came. */
  readonly exit: Promise<void>;
  #answerStart: Buffer[] = [];
  #stderrTail = '';
  #stuckTimer: NodeJS.Timeout | undefined;
  #exited = false;
  ended = false;

  constructor(command: string, answerTimeoutMs: number) {
    this.#command = command;
    this.#answerTimeoutMs = answerTimeoutMs;
    // A group of its own, so that all the programs of a pipeline can be killed together. When this process dies
    // without having done so, the end of their input ends them.
    this.#child = execa(command, { shell: '/bin/sh', detached: true, buffer: false, reject: false });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderrTail = (this.#stderrTail + chunk.toString('utf8')).slice(-STDERR_TAIL_CHARACTERS);
    });
    // What a broken pipe means is told by the exit.
    this.#child.stdin.on('error', () => undefined);
    this.exit = this.#child.then(({ exitCode, signal }) => {
      this.#exited = true;
      this.#fail(`ended with ${signal ?? `exit code ${exitCode}`}`);
    });
  }

  ask(text: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.push({ resolve, reject });
    this.#child.stdin.write(`${text}\0`);
    this.#watch();
    return promise;
  }

  /** The end of its input ends it; whoever stays all the same is killed. */
  async stop(): Promise<void> {
    this.ended = true;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#kill(), END_TIMEOUT_MS);
    await this.exit;
    clearTimeout(timer);
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      this.#answerStart.push(rest.subarray(0, end));
      this.#waiting.shift()?.resolve(Buffer.concat(this.#answerStart).toString('utf8'));
      this.#answerStart = [];
      rest = rest.subarray(end + 1);
      clearTimeout(this.#stuckTimer);
      this.#stuckTimer = undefined;
    }
    this.#answerStart.push(rest);
    this.#watch();
  }

  #watch(): void {
    if (this.#waiting.length === 0 || this.#stuckTimer !== undefined) return;
    this.#stuckTimer = setTimeout(() => {
      this.#fail(`gave no answer for ${this.#answerTimeoutMs} ms`);
      this.#kill();
    }, this.#answerTimeoutMs);
  }

  #fail(what: string): void {
    this.ended = true;
    clearTimeout(this.#stuckTimer);
    const tail = this.#stderrTail.trim();
    // The command last: it may be longer than anybody reads.
    const error = new Error(
      `The process ${what}${tail === '' ? '' : `: ${tail}`}. It is \`${this.#command}\`.`,
    );
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #kill(): void {
    this.ended = true;
    const { pid } = this.#child;
    if (pid !== undefined && !this.#exited) process.kill(-pid, 'SIGKILL');
  }
}
