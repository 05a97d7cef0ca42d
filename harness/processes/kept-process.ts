import { setTimeout as sleep } from 'node:timers/promises';
import { LineSplitter } from '../../lib/line-splitter.ts';
import { identify, type ProcessIdentity } from '../../lib/process-identity.ts';
import { FileTail } from './file-tail.ts';
import { signalGroup } from './spawn-process.ts';

const LOOK_EVERY_MS = 100;
const KILL_AFTER_MS = 4000;
const TAIL_LINES = 20;

/** A process that an earlier harness started as the leader of a group and left running. It is nobody's child here. */
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

  /** The last lines that were read, oldest first. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** @returns `replaced` when another process has its pid now */
  async state(): Promise<'running' | 'gone' | 'replaced'> {
    const now = await identify(this.pid);
    if (now === undefined) return 'gone';
    return now.startTime === this.#identity.startTime ? 'running' : 'replaced';
  }

  /** Reads what it prints from now on, from the file that it prints to. @returns what ends that */
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

  /** Resolves when it is gone. @throws the signal's reason */
  async ended(signal?: AbortSignal): Promise<void> {
    while ((await this.state()) === 'running') await sleep(LOOK_EVERY_MS, undefined, { signal });
  }

  /** Ends it and its children in order, by force after 4 s. What has its pid now and is not it is left alone. */
  async stop(): Promise<void> {
    if ((await this.state()) !== 'running') return;
    signalGroup(this.pid, 'SIGTERM', 'leader');
    const timer = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), KILL_AFTER_MS);
    await this.ended().finally(() => clearTimeout(timer));
    signalGroup(this.pid, 'SIGKILL');
  }
}
