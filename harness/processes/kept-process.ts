import { setTimeout as sleep } from 'node:timers/promises';
import { LineSplitter } from '../../lib/line-splitter.ts';
import { identify, type ProcessIdentity } from '../../lib/process-identity.ts';
import { signalGroup } from '../../lib/signal-group.ts';
import { FileTail } from './file-tail.ts';

const CHECK_EVERY_MS = 100;
const KILL_AFTER_MS = 4000;
const TAIL_LINES = 20;

/** A process group that an earlier run started and left running. It is not a child of this process. */
export class KeptProcess {
  readonly name: string;
  readonly pid: number;
  readonly #identity: ProcessIdentity;
  readonly #tail: string[] = [];

  constructor(name: string, identity: ProcessIdentity) {
    this.name = name;
    this.pid = identity.pid;
    this.#identity = identity;
  }

  /** The last lines of output, oldest first. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** @returns `replaced` when another process now has its pid */
  async state(): Promise<'running' | 'gone' | 'replaced'> {
    const now = await identify(this.pid);
    if (now === undefined) return 'gone';
    return now.startTime === this.#identity.startTime ? 'running' : 'replaced';
  }

  /** Reads its output from now on, from its log file. @returns a function that stops reading */
  follow(logFile: string, onLine: (line: string) => void): () => void {
    const lines = new LineSplitter((line) => {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      onLine(line);
    });
    const tail = new FileTail(logFile, (chunk) => lines.push(chunk), 'end');
    return () => {
      tail.stop();
      lines.end();
    };
  }

  /** Resolves when it has ended. @throws the reason of `signal` */
  async ended(signal?: AbortSignal): Promise<void> {
    while ((await this.state()) === 'running') await sleep(CHECK_EVERY_MS, undefined, { signal });
  }

  /** Terminates it and its children, with SIGKILL after 4 s. Does not signal another process that now has its pid. */
  async stop(): Promise<void> {
    if ((await this.state()) !== 'running') return;
    signalGroup(this.pid, 'SIGTERM', 'leader');
    const timer = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), KILL_AFTER_MS);
    await this.ended().finally(() => clearTimeout(timer));
    signalGroup(this.pid, 'SIGKILL');
  }
}
