import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { AudioPacer } from './audio-pacer.ts';
import type { Mp4FragmentBuffer } from './mp4-fragment-buffer.ts';
import { type OutputFfmpeg, startOutputFfmpeg } from './output-ffmpeg.ts';

/**
 * MediaMTX reads 2 s of a stream before it makes the path available (its `readTimeout` of tracks): readers receive nothing
 * in the first 3 s of a connection.
 */
const UNAVAILABLE_S = 3;
/** Media in transit when a connection is lost. */
const IN_TRANSIT_S = 0.5;
/** MediaMTX drops packets that it has not forwarded when the publisher closes the connection. */
const FORWARDED_WITHIN_MS = 100;

export interface PublicationOptions {
  readonly url: string;
  /** Time of its first key frame; `undefined` for the next one that arrives. */
  readonly keyframeS: number | undefined;
  /** Start of its audio. */
  readonly startS: number;
  readonly buffer: Mp4FragmentBuffer;
  readonly pacer: AudioPacer;
  readonly format: PcmFormat;
  /** Resolves after the last segment, with its end. */
  readonly ending: Promise<number>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onConnected: () => void;
  readonly onPacket: (packet: Packet) => void;
}

/** One connection of the output, from connecting until its end, or until the connection is lost. */
export class Publication {
  readonly startS: number;
  readonly #options: PublicationOptions;
  #ffmpeg: OutputFfmpeg | undefined;
  #publishedS: number;

  constructor(options: PublicationOptions) {
    this.#options = options;
    this.startS = options.startS;
    this.#publishedS = options.startS;
  }

  /** The published duration. */
  get lengthS(): number {
    return this.#publishedS - this.startS;
  }

  /** The time from which the output must be republished if the connection is lost now. */
  get resumeS(): number {
    return this.lengthS < UNAVAILABLE_S ? this.startS : this.#publishedS - IN_TRANSIT_S;
  }

  writeAudio(pcm: Buffer): void {
    this.#ffmpeg?.writeAudio(pcm);
  }

  /** Resolves when everything has been aired and the connection is closed. @throws when it is lost before */
  async run(): Promise<void> {
    const { signal, pacer } = this.#options;
    const tasks = new TaskGroup(signal);
    tasks.add(this.#publish(tasks));
    await tasks.done().finally(() => pacer.stop());
  }

  async #publish(tasks: TaskGroup): Promise<void> {
    const { keyframeS, buffer, pacer, ending, onConnected, onPacket } = this.#options;
    const ffmpeg = startOutputFfmpeg({
      ...this.#options,
      tasks,
      videoTrack: buffer.videoTrack,
      frames: buffer.reader(keyframeS),
      onPacket: (packet) => {
        this.#publishedS = Math.max(this.#publishedS, packet.ptsS);
        onPacket(packet);
      },
    });
    this.#ffmpeg = ffmpeg;
    pacer.seek(this.startS);
    await ffmpeg.connected;
    tasks.signal.throwIfAborted();
    pacer.start();
    onConnected();
    const endS = await untilAborted(ending, tasks.signal);
    await untilAborted(pacer.queued(0), tasks.signal);
    await ffmpeg.sent(endS);
    await sleep(FORWARDED_WITHIN_MS, undefined, { signal: tasks.signal });
    await ffmpeg.end();
  }
}

async function untilAborted<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return await Promise.race([wait, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
