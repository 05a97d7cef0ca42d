import { Worker } from 'node:worker_threads';
import { type Direction, type Finding, lostConnection } from '../../tap-packet.ts';
import type { FromThread, ThreadData, ToThread } from './thread-message.ts';
import { withBuffers } from './with-buffers.ts';

export interface DecodingThreadOptions {
  /** The longest message or body that is decoded. */
  readonly limitBytes: number;
  /** How much may wait to be decoded. A link that would add to more is decoded no further. */
  readonly backlogBytes: number;
  /** Told of what was found on a link, in the order of its bytes. */
  readonly found: (link: number, findings: readonly Finding[]) => void;
  /** Told once all of a closed link has been found. */
  readonly closed: (link: number) => void;
}

const MOST_UNTOLD_BYTES = 1024 * 1024;

/**
 * Decodes what a tap forwards in a thread of its own, so that forwarding does not wait for it. The thread gets copies.
 */
export class DecodingThread {
  readonly #worker: Worker;
  readonly #options: DecodingThreadOptions;
  /** `dropped`: what comes is not decoded any more. */
  readonly #links = new Map<number, 'decoded' | 'dropped' | 'closing'>();
  readonly #settling: (() => void)[] = [];
  #backlogBytes = 0;
  #failure: string | undefined;

  constructor(options: DecodingThreadOptions) {
    this.#options = options;
    const { limitBytes, backlogBytes } = options;
    const tellEveryBytes = Math.min(MOST_UNTOLD_BYTES, backlogBytes / 4);
    const workerData: ThreadData = { limitBytes, tellEveryBytes };
    this.#worker = new Worker(new URL('./thread-main.ts', import.meta.url), { workerData });
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', (error) => this.#fail(`the decoder failed: ${String(error)}`));
    this.#worker.on('exit', () => this.#fail('the decoder has ended'));
  }

  /** Takes a copy of what was forwarded. */
  push(link: number, direction: Direction, chunk: Buffer): void {
    if (this.#isDropped(link)) return;
    if (this.#failure !== undefined) {
      this.#drop(link, direction, this.#failure);
    } else if (this.#backlogBytes + chunk.length > this.#options.backlogBytes) {
      const problem = `the decoder cannot keep up: ${this.#backlogBytes} bytes wait for it`;
      this.#links.set(link, 'dropped');
      this.#send({ type: 'drop', link, direction, problem });
    } else {
      this.#links.set(link, 'decoded');
      this.#backlogBytes += chunk.length;
      const copy = new Uint8Array(chunk);
      this.#send({ type: 'push', link, direction, chunk: copy }, copy.buffer);
    }
  }

  /** Nothing more comes from that side. */
  end(link: number, direction: Direction): void {
    if (!this.#isDropped(link)) this.#send({ type: 'end', link, direction });
  }

  /** The connection is gone. */
  close(link: number): void {
    this.#links.set(link, 'closing');
    if (this.#failure === undefined) this.#send({ type: 'close', link });
    else this.#closed(link);
  }

  /** Resolves when all that came so far has been found. */
  async settled(): Promise<void> {
    if (this.#failure !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#settling.push(resolve);
      this.#send({ type: 'settle' });
    });
  }

  /** Finds what there still is, and ends the thread. May be called again. */
  async stop(): Promise<void> {
    await this.settled();
    await this.#worker.terminate();
  }

  #isDropped(link: number): boolean {
    return this.#links.get(link) === 'dropped';
  }

  #send(message: ToThread, ...transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(message, transfer);
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case 'findings':
        this.#options.found(message.link, message.findings.map(restored));
        break;
      case 'read':
        this.#backlogBytes -= message.bytes;
        break;
      case 'closed':
        this.#closed(message.link);
        break;
      case 'settled':
        this.#settling.shift()?.();
    }
  }

  #drop(link: number, direction: Direction, problem: string): void {
    this.#links.set(link, 'dropped');
    this.#options.found(link, [lostConnection(direction, problem)]);
  }

  #closed(link: number): void {
    this.#links.delete(link);
    this.#options.closed(link);
  }

  /** What was on its way to the thread, or from it, is lost; nothing more is decoded. */
  #fail(problem: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = problem;
    for (const [link, state] of this.#links) {
      if (state !== 'dropped') this.#drop(link, 'worker-to-sts', problem);
      if (state === 'closing') this.#closed(link);
    }
    for (const settled of this.#settling.splice(0)) settled();
  }
}

function restored(finding: Finding): Finding {
  if (finding.type !== 'packet') return finding;
  const { packet } = finding;
  return { ...finding, packet: { ...packet, args: withBuffers([...packet.args]) } };
}
