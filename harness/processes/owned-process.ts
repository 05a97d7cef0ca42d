import { signalGroup } from '../../lib/signal-group.ts';
import type { Reaper } from './reaper.ts';
import {
  type OutputStream,
  type OwnedProcessOptions,
  type ProcessEnd,
  type SpawnedProcess,
  spawnProcess,
} from './spawn-process.ts';

const TAIL_LINES = 20;
const KILL_AFTER_MS = 4000;

/**
 * A child process in its own process group, watched by a {@link Reaper}: it and its children end with the run. Ctrl-C
 * in the terminal reaches the harness only, which then stops them.
 */
export class OwnedProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<ProcessEnd>;
  readonly #reaper: Reaper;
  readonly #unref: () => void;
  readonly #tail: string[] = [];
  #end: ProcessEnd | undefined;
  #stopping = false;

  /** @throws {SpawnError} when the program cannot be started */
  static async start(options: OwnedProcessOptions): Promise<OwnedProcess> {
    let owned: OwnedProcess | undefined;
    const early: [string, OutputStream][] = [];
    const started = await spawnProcess(options, (line, stream) => {
      if (owned === undefined) early.push([line, stream]);
      else owned.#line(line, stream, options);
    });
    owned = new OwnedProcess(options, started);
    for (const [line, stream] of early) owned.#line(line, stream, options);
    return owned;
  }

  private constructor(options: OwnedProcessOptions, started: SpawnedProcess) {
    this.name = options.name;
    this.pid = started.pid;
    this.#reaper = options.reaper;
    this.#unref = started.unref;
    this.ended = started.ended.then((end) => {
      this.#end = end;
      this.#reaper.ended({ name: this.name, pid: this.pid, ...end, onPurpose: this.#stopping });
      options.onEnd?.(end);
      return end;
    });
  }

  /** The last lines of output, oldest first. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** How it ended; `undefined` while it runs. */
  get end(): ProcessEnd | undefined {
    return this.#end;
  }

  /** Whether its end is expected: it was stopped, killed or abandoned. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Terminates it, with SIGKILL after 4 s. */
  async stop(): Promise<ProcessEnd> {
    if (this.#end !== undefined) return this.#end;
    this.#stopping = true;
    signalGroup(this.pid, 'SIGTERM', 'leader');
    const timer = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), KILL_AFTER_MS);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the process and its children. Resolves when the process has ended. */
  async kill(): Promise<ProcessEnd> {
    if (this.#end !== undefined) return this.#end;
    this.#stopping = true;
    signalGroup(this.pid, 'SIGKILL');
    return await this.ended;
  }

  /** Leaves it running after the run. */
  abandon(): void {
    this.#stopping = true;
    this.#reaper.release(this.pid);
    this.#unref();
  }

  #line(line: string, stream: OutputStream, { onLine }: OwnedProcessOptions): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    onLine(line, stream);
  }
}
