import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { AudioPacer } from './audio-pacer.ts';
import type { MediaHold } from './media-hold.ts';
import { type OutputPublisher, startOutputPublisher } from './output-publisher.ts';

/**
 * MediaMTX reads 2 s of a stream before it takes it for one (its `readTimeout` of tracks): of a connection that
 * is younger nobody has seen anything.
 */
const UNSEEN_S = 3;
/** What was on its way when a connection broke. */
const IN_TRANSIT_S = 0.5;
/** MediaMTX drops what it has not yet handed on when a publisher closes its connection. */
const HANDED_ON_MS = 100;

export interface PublicationOptions {
  readonly url: string;
  /** When its first keyframe is shown. */
  readonly keyframeS: number;
  /** When its audio begins. */
  readonly startS: number;
  readonly hold: MediaHold;
  readonly pacer: AudioPacer;
  readonly format: PcmFormat;
  /** Resolves when no more windows will come, with where the last one ends. */
  readonly ending: Promise<number>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onConnected: () => void;
  readonly onPacket: (packet: Packet) => void;
}

/** The output from its being published at some time until its end, or until the connection is lost. */
export class Publication {
  readonly startS: number;
  readonly #options: PublicationOptions;
  #publisher: OutputPublisher | undefined;
  #publishedS: number;

  constructor(options: PublicationOptions) {
    this.#options = options;
    this.startS = options.startS;
    this.#publishedS = options.startS;
  }

  /** How much of it has been published. */
  get lengthS(): number {
    return this.#publishedS - this.startS;
  }

  /** From when on it has to be published again, should it be lost now. */
  get resumeS(): number {
    return this.lengthS < UNSEEN_S ? this.startS : this.#publishedS - IN_TRANSIT_S;
  }

  writeAudio(pcm: Buffer): void {
    this.#publisher?.writeAudio(pcm);
  }

  /** Resolves when everything has been aired and the connection was closed. @throws when it is lost before */
  async run(): Promise<void> {
    const { signal, pacer } = this.#options;
    const tasks = new TaskGroup(signal);
    tasks.add(this.#publish(tasks));
    await tasks.done().finally(() => pacer.halt());
  }

  async #publish(tasks: TaskGroup): Promise<void> {
    const { keyframeS, hold, pacer, ending, onConnected, onPacket } = this.#options;
    const publisher = startOutputPublisher({
      ...this.#options,
      tasks,
      video: hold.read(keyframeS, tasks.signal),
      onPacket: (packet) => {
        this.#publishedS = Math.max(this.#publishedS, packet.ptsS);
        onPacket(packet);
      },
    });
    this.#publisher = publisher;
    pacer.cue(this.startS);
    await publisher.connected;
    tasks.signal.throwIfAborted();
    pacer.run();
    onConnected();
    const endS = await untilAborted(ending, tasks.signal);
    await untilAborted(pacer.queued(0), tasks.signal);
    await publisher.sent(endS);
    await sleep(HANDED_ON_MS, undefined, { signal: tasks.signal });
    await publisher.end();
  }
}

async function untilAborted<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return await Promise.race([wait, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
