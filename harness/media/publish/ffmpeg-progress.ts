/** One report of ffmpeg's `-progress`. */
export interface FfmpegProgress {
  /** Media written so far, in seconds. */
  readonly mediaS: number;
  readonly frames: number;
  readonly sizeBytes: number;
  /** Media seconds per second; 1 is real time. */
  readonly speed: number;
}

const MICROSECONDS = 1e6;

/** Parses `key=value` lines; each report ends with `progress=`. */
export class FfmpegProgressReader {
  readonly #onReport: (report: FfmpegProgress) => void;
  #fields = new Map<string, string>();

  constructor(onReport: (report: FfmpegProgress) => void) {
    this.#onReport = onReport;
  }

  line(line: string): void {
    const split = line.indexOf('=');
    if (split < 0) return;
    const [key, value] = [line.slice(0, split), line.slice(split + 1).trim()];
    this.#fields.set(key, value);
    if (key !== 'progress') return;
    this.#onReport({
      mediaS: this.#number('out_time_us') / MICROSECONDS,
      frames: this.#number('frame'),
      sizeBytes: this.#number('total_size'),
      speed: this.#number('speed'),
    });
    this.#fields = new Map();
  }

  /** 0 for a value that is not available yet (`N/A`). */
  #number(key: string): number {
    const value = Number.parseFloat(this.#fields.get(key) ?? '');
    return Number.isFinite(value) ? value : 0;
  }
}
