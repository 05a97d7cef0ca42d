import { execa } from 'execa';
import { signalGroup } from '../../../lib/signal-group.ts';

const STDERR_TAIL_CHARACTERS = 1000;
const END_TIMEOUT_MS = 1000;

interface PendingAnswer {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** A process that answers each text on stdin with a text on stdout, in order. A NUL ends each text. */
export class TextServer {
  readonly #command: string;
  readonly #answerTimeoutMs: number;
  readonly #alive = new Set<ServerProcess>();
  #current: ServerProcess | undefined;

  /**
   * @param command shell command
   * @param answerTimeoutMs a process that does not answer within this time is killed; the next request starts another
   */
  constructor(command: string, answerTimeoutMs: number) {
    this.#command = command;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /**
   * Sends a text and resolves with the answer. Starts the process if it is not running.
   *
   * @throws the reason of `signal`; {@link Error} when the process ends or times out before it answers
   */
  async request(text: string, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#current === undefined || this.#current.ended) this.#current = this.#start();
    const answer = this.#current.request(text);
    if (signal === undefined) return await answer;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    return await Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** Ends the process; resolves when it and all processes that it replaced have exited. */
  async stop(): Promise<void> {
    await Promise.all([...this.#alive].map((server) => server.stop()));
  }

  #start(): ServerProcess {
    const server = new ServerProcess(this.#command, this.#answerTimeoutMs);
    this.#alive.add(server);
    void server.exit.then(() => this.#alive.delete(server));
    return server;
  }
}

class ServerProcess {
  readonly #child;
  readonly #command: string;
  readonly #answerTimeoutMs: number;
  readonly #pending: PendingAnswer[] = [];
  /** Resolves when the process has exited, successfully or not. */
  readonly exit: Promise<void>;
  #partialAnswer: Buffer[] = [];
  #stderrTail = '';
  #answerTimer: NodeJS.Timeout | undefined;
  #exited = false;
  /** Whether it accepts no more requests. */
  ended = false;

  constructor(command: string, answerTimeoutMs: number) {
    this.#command = command;
    this.#answerTimeoutMs = answerTimeoutMs;
    // A separate process group, so that all programs of a pipeline can be killed together. If this process dies first,
    // they exit at the end of their input.
    this.#child = execa(command, { shell: '/bin/sh', detached: true, buffer: false, reject: false });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderrTail = (this.#stderrTail + chunk.toString('utf8')).slice(-STDERR_TAIL_CHARACTERS);
    });
    // The exit handler reports the cause of a broken pipe.
    this.#child.stdin.on('error', () => undefined);
    this.exit = this.#child.then(({ exitCode, signal }) => {
      this.#exited = true;
      this.#fail(`ended with ${signal ?? `exit code ${exitCode}`}`);
    });
  }

  request(text: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#pending.push({ resolve, reject });
    this.#child.stdin.write(`${text}\0`);
    this.#startAnswerTimer();
    return promise;
  }

  /** Closes stdin, which ends the process, and kills the process group if it does not exit in time. */
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
      this.#partialAnswer.push(rest.subarray(0, end));
      this.#pending.shift()?.resolve(Buffer.concat(this.#partialAnswer).toString('utf8'));
      this.#partialAnswer = [];
      rest = rest.subarray(end + 1);
      clearTimeout(this.#answerTimer);
      this.#answerTimer = undefined;
    }
    this.#partialAnswer.push(rest);
    this.#startAnswerTimer();
  }

  #startAnswerTimer(): void {
    if (this.#pending.length === 0 || this.#answerTimer !== undefined) return;
    this.#answerTimer = setTimeout(() => {
      this.#fail(`gave no answer for ${this.#answerTimeoutMs} ms`);
      this.#kill();
    }, this.#answerTimeoutMs);
  }

  #fail(outcome: string): void {
    this.ended = true;
    clearTimeout(this.#answerTimer);
    const tail = this.#stderrTail.trim();
    // The command comes last, because it can be very long.
    const error = new Error(
      `The process ${outcome}${tail === '' ? '' : `: ${tail}`}. Its command is \`${this.#command}\`.`,
    );
    for (const { reject } of this.#pending.splice(0)) reject(error);
  }

  #kill(): void {
    this.ended = true;
    const { pid } = this.#child;
    // The group can end before execa reports the exit, because a process outside the group can hold the pipes open.
    if (pid !== undefined && !this.#exited) signalGroup(pid, 'SIGKILL');
  }
}
