import { Changes } from '../../runtime/changes.ts';
import type { Logger } from '../../runtime/logger.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import type { FirstPicture, SourceFeed } from './source-feed.ts';

/** MediaMTX turns a publisher out that sends nothing for 10 s, and its readers with it. */
const SILENT_AFTER_US = '15000000';
/** As long as the parts that MediaMTX records. */
const PART_US = '100000';
/** What ffmpeg says when the clock goes backward: from there on it would make times up. */
const CLOCK_WENT_BACK = /Non-monotonous DTS/;

export interface RtmpPullOptions {
  readonly url: string;
  /** What it is called. */
  readonly path: string;
  /** What has been read and not taken is kept; beyond so much no more is read, and MediaMTX ends the connection. */
  readonly maxHeldBytes: number;
  readonly log: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onFirstPicture: (picture: FirstPicture) => void;
}

/**
 * A stream that is read from MediaMTX over RTMP, remuxed into an fMP4 like that of a recording. It is read whether or
 * not somebody takes it: MediaMTX waits for no reader.
 *
 * - `-copyts`, `frag_discont`: times stay those of the publisher's clock.
 * - `-avoid_negative_ts disabled`: else the muxer would move them to begin at 0.
 */
export class RtmpPull implements SourceFeed {
  readonly path: string;
  readonly onFirstPicture: (picture: FirstPicture) => void;
  /** Resolves when something has come; to false when the connection has ended without that. */
  readonly begun: Promise<boolean>;
  /** Resolves when the connection has ended, to what went wrong. Never rejects. */
  readonly ended: Promise<unknown>;
  readonly #ending = new AbortController();
  readonly #changes = new Changes();
  readonly #resume: () => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isOver = false;

  /** Connects at once. */
  constructor({ url, path, maxHeldBytes, log, signal, onFirstPicture }: RtmpPullOptions) {
    this.path = path;
    this.onFirstPicture = onFirstPicture;
    const { stdout, ended } = startFfmpeg({
      task: 'pull',
      lastWords: CLOCK_WENT_BACK,
      signal: AbortSignal.any([signal, this.#ending.signal]),
      log,
      args: [
        ...['-copyts', '-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'],
        ...['-rw_timeout', SILENT_AFTER_US, '-i', url],
        ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-copytb', '1'],
        ...['-video_track_timescale', '90000', '-avoid_negative_ts', 'disabled', '-use_editlist', '0'],
        ...['-movflags', 'empty_moov+default_base_moof+frag_discont', '-frag_duration', PART_US],
        ...['-flush_packets', '1', '-f', 'mp4', 'pipe:1'],
      ],
    });
    const { promise: begun, resolve: begins } = Promise.withResolvers<boolean>();
    this.begun = begun;
    this.#resume = () => stdout.resume();
    stdout.on('data', (chunk: Buffer) => {
      begins(true);
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      if (this.#heldBytes > maxHeldBytes) stdout.pause();
      this.#changes.tell();
    });
    const over = (): void => {
      begins(false);
      this.#isOver = true;
      this.#changes.tell();
    };
    // The process may be gone before all that it wrote has been read.
    const read = new Promise<void>((resolve) => stdout.once('close', resolve));
    this.ended = Promise.all([ended.then(nothing, (error: unknown) => error), read]).then(([error]) => {
      over();
      return error;
    });
  }

  complete(): void {
    this.#ending.abort(new Error('nothing more is wanted'));
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
        } else if (this.#isOver) return;
        else await this.#changes.next(signal);
      }
    } finally {
      this.complete();
    }
  }
}

function nothing(): undefined {
  return undefined;
}
