import type { Logger } from '../../runtime/logger.ts';
import { Notifier } from '../../runtime/notifier.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import type { FirstFrame, SourceFeed } from './source-feed.ts';

/** MediaMTX disconnects a publisher that sends nothing for 10 s, and its readers with it. */
const READ_TIMEOUT_US = '15000000';
/** The same as in MediaMTX's recordings. */
const PART_US = '100000';
/** How far one track may be ahead of the other. With ffmpeg's default of 10 s, audio would wait for video that has stopped. */
const MAX_INTERLEAVE_US = '500000';
/** ffmpeg's message when timestamps go backward; it would invent the following ones. */
const TIMESTAMPS_WENT_BACK = /Non-monotonous DTS/;

export interface RtmpPullOptions {
  readonly url: string;
  /** Name of the connection, without credentials. */
  readonly path: string;
  /** Limit of the bytes that wait to be consumed; beyond it reading stops, and MediaMTX closes the connection. */
  readonly maxHeldBytes: number;
  readonly log: Logger;
  /** Closes the connection. */
  readonly signal: AbortSignal;
  readonly onFirstFrame: (frame: FirstFrame) => void;
}

/**
 * A stream that is read from MediaMTX over RTMP and remuxed into an fMP4 like that of a recording. Reading does not wait
 * for a consumer, because MediaMTX does not wait for readers.
 *
 * - `-copyts`, `frag_discont`: keep the timestamps of the publisher.
 * - `-avoid_negative_ts disabled`: otherwise the muxer moves them to start at 0.
 */
export class RtmpPull implements SourceFeed {
  readonly path: string;
  readonly onFirstFrame: (frame: FirstFrame) => void;
  /** Resolves to true at the first bytes, to false when the connection has ended without any. */
  readonly started: Promise<boolean>;
  /** Resolves when the connection has ended, to the error if there was one. Never rejects. */
  readonly ended: Promise<unknown>;
  readonly #ending = new AbortController();
  readonly #notifier = new Notifier();
  readonly #resume: () => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #hasEnded = false;

  /** Starts to connect. */
  constructor({ url, path, maxHeldBytes, log, signal, onFirstFrame }: RtmpPullOptions) {
    this.path = path;
    this.onFirstFrame = onFirstFrame;
    const { stdout, ended } = startFfmpeg({
      task: 'pull',
      url,
      fatalLine: TIMESTAMPS_WENT_BACK,
      signal: AbortSignal.any([signal, this.#ending.signal]),
      log,
      args: [
        ...['-copyts', '-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'],
        ...['-rw_timeout', READ_TIMEOUT_US, '-i', url],
        ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-copytb', '1'],
        ...['-video_track_timescale', '90000', '-avoid_negative_ts', 'disabled', '-use_editlist', '0'],
        ...['-movflags', 'empty_moov+default_base_moof+frag_discont', '-frag_duration', PART_US],
        ...['-max_interleave_delta', MAX_INTERLEAVE_US, '-flush_packets', '1', '-f', 'mp4', 'pipe:1'],
      ],
    });
    const { promise: started, resolve: markStarted } = Promise.withResolvers<boolean>();
    this.started = started;
    this.#resume = () => stdout.resume();
    stdout.on('data', (chunk: Buffer) => {
      markStarted(true);
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      if (this.#heldBytes > maxHeldBytes) stdout.pause();
      this.#notifier.notify();
    });
    const markEnded = (): void => {
      markStarted(false);
      this.#hasEnded = true;
      this.#notifier.notify();
    };
    // The process may exit before all of its output has been read.
    const read = new Promise<void>((resolve) => stdout.once('close', resolve));
    this.ended = Promise.all([ended.then(nothing, (error: unknown) => error), read]).then(([error]) => {
      markEnded();
      return error;
    });
  }

  complete(): void {
    this.#ending.abort(new Error('the source was completed'));
  }

  async *chunks(signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    try {
      while (true) {
        signal.throwIfAborted();
        const chunk = this.#held.shift();
        if (chunk !== undefined) {
          this.#heldBytes -= chunk.length;
          this.#resume();
          yield chunk;
        } else if (this.#hasEnded) return;
        else await this.#notifier.wait(signal);
      }
    } finally {
      this.complete();
    }
  }
}

function nothing(): undefined {
  return undefined;
}
