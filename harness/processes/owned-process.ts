import { execa } from 'execa';
import { LineSplitter } from './line-splitter.ts';
import type { Reaper } from './reaper.ts';

const TAIL_LINES = 20;
const KILL_AFTER_MS = 4000;

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export interface OwnedProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly reaper: Reaper;
  /** Told of each line that it prints. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Told once when it has ended, for whatever reason. */
  readonly onEnd?: (end: ProcessEnd) => void;
}

/** The program could not be started at all. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  readonly code = 'SPAWN_FAILED';

  constructor(name: string, command: string, cause: unknown) {
    super(
      `${name} could not be started: ${command}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

/**
 * A child process in a process group of its own, watched by a {@link Reaper}: it and its children end with the
 * run, and a Ctrl-C at the terminal reaches the harness alone, which ends them in order.
 */
export class OwnedProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<ProcessEnd>;
  readonly #reaper: Reaper;
  readonly #tail: string[] = [];
  #end: ProcessEnd | undefined;
  #stopping = false;

  /** @throws {SpawnError} when the program is not there */
  static async start(options: OwnedProcessOptions): Promise<OwnedProcess> {
    const child = execa(options.command, [...options.args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      encoding: 'buffer',
      ...(options.environment === undefined ? {} : { env: options.environment }),
    });
    if (child.pid === undefined) {
      const result = await child;
      throw new SpawnError(options.name, options.command, result.cause);
    }
    options.reaper.watch(child.pid);
    // At its own end, not once its pipes are closed: children that it left behind hold them open.
    child.nodeChildProcess.once('exit', () => owned.#signalGroup('SIGKILL'));
    const ended = child.then(({ exitCode, signal }) => ({ exitCode, signal }));
    const owned = new OwnedProcess(options, child.pid, ended);
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = new LineSplitter((line) => owned.#line(line, stream, options.onLine));
      child[stream].on('data', (chunk: Buffer) => lines.push(chunk));
      child[stream].once('end', () => lines.end());
    }
    return owned;
  }

  private constructor(options: OwnedProcessOptions, pid: number, ended: Promise<ProcessEnd>) {
    this.name = options.name;
    this.pid = pid;
    this.#reaper = options.reaper;
    this.ended = ended.then((end) => {
      this.#end = end;
      this.#reaper.release(pid);
      options.onEnd?.(end);
      return end;
    });
  }

  /** The last lines it printed, oldest first. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** How it ended; `undefined` while it runs. */
  get end(): ProcessEnd | undefined {
    return this.#end;
  }

  /** Whether it was told to end: its end is then no surprise. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Sends a signal to the process itself. */
  signal(signal: NodeJS.Signals): void {
    if (this.#end === undefined) process.kill(this.pid, signal);
  }

  /** Ends it in order, by force after 4 s. */
  async stop(): Promise<ProcessEnd> {
    if (this.#end !== undefined) return this.#end;
    this.#stopping = true;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.#signalGroup('SIGKILL'), KILL_AFTER_MS);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets it live on after the run. */
  abandon(): void {
    this.#stopping = true;
    this.#reaper.release(this.pid);
  }

  #line(line: string, stream: 'stdout' | 'stderr', onLine: OwnedProcessOptions['onLine']): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    onLine(line, stream);
  }

  #signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
