/** A packet that a muxer has written. */
export interface Packet {
  readonly kind: 'video' | 'audio';
  /** Counts the packets of its kind from 0. */
  readonly index: number;
  readonly ptsS: number;
  readonly bytes: number;
  /** Size and checksum of its bytes; stream copy preserves them. */
  readonly fingerprint: string;
}

/**
 * Parses the output of ffmpeg's `framecrc` muxer, which lists the timestamps of each packet.
 * Header lines contain each stream's time base and media type; a packet line is
 * `stream, dts, pts, duration, size, checksum`.
 */
export class FramecrcReader {
  readonly #timeBases = new Map<number, number>();
  readonly #kinds = new Map<number, Packet['kind']>();
  readonly #counts = { video: 0, audio: 0 };
  readonly #onPacket: (packet: Packet) => void;

  constructor(onPacket: (packet: Packet) => void) {
    this.#onPacket = onPacket;
  }

  /** @param line one line without its line break */
  line(line: string): void {
    if (line.startsWith('#')) {
      this.#header(line);
      return;
    }
    const [stream = '', , pts, , size, checksum] = line.split(',').map((field) => field.trim());
    const kind = this.#kinds.get(Number(stream));
    const timeBase = this.#timeBases.get(Number(stream));
    if (kind === undefined || timeBase === undefined || checksum === undefined) return;
    this.#onPacket({
      kind,
      index: this.#counts[kind]++,
      ptsS: Number(pts) * timeBase,
      bytes: Number(size),
      fingerprint: `${size} ${checksum}`,
    });
  }

  #header(line: string): void {
    const timeBase = /^#tb (\d+): (\d+)\/(\d+)/.exec(line);
    if (timeBase !== null)
      this.#timeBases.set(Number(timeBase[1]), Number(timeBase[2]) / Number(timeBase[3]));
    const kind = /^#media_type (\d+): (video|audio)/.exec(line);
    if (kind !== null) this.#kinds.set(Number(kind[1]), kind[2] as Packet['kind']);
  }
}
