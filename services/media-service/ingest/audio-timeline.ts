import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';
import { PcmSplicer } from './pcm-splice.ts';
import { SampleRateGuess } from './sample-rate-guess.ts';

/** Decoded audio with its time on the stream's clock, in samples. */
export interface AudioPiece {
  readonly start: number;
  readonly pcm: Buffer;
}

/**
 * Why audio was filled: `gap`: the source's timestamps have a gap; `pause`: the audio paused while the video continued;
 * `no_audio`: the source has no audio track; `end`: the video is longer than the audio.
 */
export const FILL_REASONS = ['gap', 'pause', 'no_audio', 'end'] as const;
export type FillReason = (typeof FILL_REASONS)[number];

/**
 * Why received audio was left out: `overlap`: its time already has audio; `late`: it arrived after its time had been
 * filled.
 */
export const TRIM_REASONS = ['overlap', 'late'] as const;
export type TrimReason = (typeof TRIM_REASONS)[number];

/** What the timeline did. Positions and durations in samples. */
export type TimelineEvent =
  | { readonly kind: 'received'; readonly at: number; readonly samples: number }
  /** Audio before the start. */
  | { readonly kind: 'skipped'; readonly samples: number }
  | { readonly kind: 'filled'; readonly at: number; readonly samples: number; readonly reason: FillReason }
  | { readonly kind: 'trimmed'; readonly at: number; readonly samples: number; readonly reason: TrimReason }
  /** `samples` is negative for compressed audio. `isStart`: the source's clock starts to need it. */
  | { readonly kind: 'stretched'; readonly at: number; readonly samples: number; readonly isStart: boolean }
  /** The duration of the audio by its timestamps, relative to its duration by its samples. */
  | { readonly kind: 'rate'; readonly at: number; readonly ratio: number };

export interface AudioTimelineOptions {
  readonly format: PcmFormat;
  /** Time of the first output sample. Earlier audio is skipped. */
  readonly firstSample: number;
  readonly onEvent: (event: TimelineEvent) => void;
}

/** Pieces that are held until their successors confirm a jump of the timestamps; about 70 ms of AAC. */
const LOOKAHEAD = 3;
/** A larger error is corrected at once, by silence or a cut: the limit for the error of the output. */
const JUMP_S = 0.01;
/** Timestamps that vary more than this are corrected at once in any case. */
const MAX_JUMP_S = 0.1;
/** Smaller errors come from rounding: RTMP counts milliseconds. */
const IGNORED_S = 0.002;
/** Stretching ends here. */
const CORRECTED_S = 0.0005;
const FADE_S = 0.005;
/** Time in which stretching halves an error, approximately. */
const CORRECTION_S = 0.35;
const SMOOTHING_S = 0.18;
/** Audible as a change of pitch from about 0.5 % on; sources rarely drift by more than 0.1 %. */
const MAX_STRETCH = 0.02;
const JITTER_WEIGHT = 1 / 16;
/** A jump is this many times as large as the usual variation of the timestamps. */
const JITTERS_PER_JUMP = 4;

/**
 * Places decoded audio on the clock of the stream, so that the index of a sample is its time:
 *
 * - Gaps are filled with silence, overlapping audio is trimmed, both with fades.
 * - Errors below 10 ms, and a drift of the source's audio clock, are corrected by stretching gradually.
 * - Every received sample is either output or reported as trimmed, and every other output sample as filled or stretched.
 */
export class AudioTimeline {
  readonly #frameBytes: number;
  readonly #options: AudioTimelineOptions;
  readonly #splicer: PcmSplicer;
  readonly #rate: SampleRateGuess;
  #held: AudioPiece[] = [];
  #position: number;
  /** Whether the next piece continues the previous one: then small errors are tolerated. */
  #isContinuous = false;
  /** Whether the last output filled a pause. */
  #isPaused = false;
  /** Whether nothing has been output: earlier audio is then skipped. */
  #isStart = true;
  /** The smoothed difference between the time of a piece and its position. */
  #error = 0;
  /** The usual variation of this difference. */
  #jitter = 0;
  #isStretching = false;
  /** Whether the current correction has been reported. */
  #isReported = false;
  /** The part of a sample by which stretching is behind. */
  #rest = 0;

  constructor(options: AudioTimelineOptions) {
    this.#options = options;
    this.#frameBytes = frameBytes(options.format);
    this.#position = options.firstSample;
    this.#rate = new SampleRateGuess(options.format.sampleRateHz);
    this.#splicer = new PcmSplicer(options.format, FADE_S);
  }

  /** End of the output, without the pieces that are held. */
  get position(): number {
    return this.#position;
  }

  /** Adds the next piece. Returns the PCM that is certain. */
  push(piece: AudioPiece): Buffer[] {
    const samples = this.#lengthOf(piece);
    if (samples === 0) return [];
    const changedRatio = this.#rate.add(piece.start, samples);
    if (changedRatio !== undefined) {
      this.#options.onEvent({ kind: 'rate', at: piece.start, ratio: changedRatio });
    }
    this.#held.push(piece);
    return this.#place(LOOKAHEAD);
  }

  /** The audio pauses: fills up to a time. */
  fillTo(sample: number): Buffer[] {
    const output = this.#place(0);
    if (sample <= this.#position) return output;
    this.#isPaused = true;
    return [...output, ...this.#fill(sample - this.#position, 'pause', undefined)];
  }

  /** The source has ended. */
  end(): Buffer[] {
    return this.#place(0);
  }

  #place(keep: number): Buffer[] {
    const output: Buffer[] = [];
    while (this.#held.length > keep) {
      const piece = this.#held.shift();
      if (piece !== undefined) output.push(...this.#placeNext(piece));
    }
    return output;
  }

  #placeNext(piece: AudioPiece): Buffer[] {
    const samples = this.#lengthOf(piece);
    const error = piece.start - this.#position;
    if (this.#isStart && error < 0) {
      // The audio before the start belongs to what was aired earlier.
      const skipped = Math.min(samples, -error);
      this.#options.onEvent({ kind: 'skipped', samples: skipped });
      const rest = { start: piece.start + skipped, pcm: piece.pcm.subarray(skipped * this.#frameBytes) };
      return skipped === samples ? [] : this.#placeNext(rest);
    }
    this.#options.onEvent({ kind: 'received', at: this.#position, samples });
    this.#isStart = false;
    if (!this.#isContinuous || this.#isJump(piece, error)) return this.#jumpTo(piece, error);
    return this.#continueWith(piece, error);
  }

  /** Whether the timestamps have jumped, by what follows: a single wrong timestamp is ignored. */
  #isJump(piece: AudioPiece, error: number): boolean {
    const leastError = this.#samples(
      Math.max(JUMP_S, Math.min(MAX_JUMP_S, JITTERS_PER_JUMP * (this.#jitter / this.#rateHz))),
    );
    if (Math.abs(error) <= leastError) return false;
    let expected = this.#position + this.#nominal(this.#lengthOf(piece));
    for (const next of this.#held) {
      const nextError = next.start - expected;
      if (Math.sign(nextError) !== Math.sign(error) || Math.abs(nextError) < leastError / 2) return false;
      expected += this.#nominal(this.#lengthOf(next));
    }
    return true;
  }

  /** Places a piece exactly at its time. */
  #jumpTo(piece: AudioPiece, error: number): Buffer[] {
    const output = error > 0 ? this.#fill(error, this.#isPaused ? 'pause' : 'gap', piece.pcm) : [];
    const samples = this.#lengthOf(piece);
    const cut = Math.min(samples, Math.max(0, -error));
    if (cut > 0) {
      const trimmed = this.#isPaused ? 'late' : 'overlap';
      this.#options.onEvent({ kind: 'trimmed', at: this.#position, samples: cut, reason: trimmed });
      this.#splicer.cut();
    }
    if (cut === samples) return output;
    output.push(this.#splicer.copy(piece.pcm.subarray(cut * this.#frameBytes)));
    this.#position += samples - cut;
    this.#isContinuous = true;
    this.#isPaused = false;
    this.#isStretching = false;
    [this.#error, this.#rest] = [0, 0];
    return output;
  }

  /** Appends a piece to the previous one, stretched if that reduces the error. */
  #continueWith(piece: AudioPiece, error: number): Buffer[] {
    const samples = this.#lengthOf(piece);
    this.#jitter += JITTER_WEIGHT * (Math.abs(error - this.#error) - this.#jitter);
    this.#error += Math.min(1, samples / this.#samples(SMOOTHING_S)) * (error - this.#error);
    const correction = this.#correctionOf(samples);
    const wanted = this.#nominal(samples) + correction + this.#rest;
    const length = Math.max(1, Math.round(wanted));
    this.#rest = this.#isStretching || this.#rate.ratio !== 1 ? wanted - length : 0;
    this.#error -= correction;
    if (length === samples) {
      this.#position += samples;
      return [this.#splicer.copy(piece.pcm)];
    }
    const output = this.#splicer.stretch(piece.pcm, length);
    this.#options.onEvent({
      kind: 'stretched',
      at: this.#position,
      samples: length - samples,
      isStart: this.#isStretching && !this.#isReported,
    });
    this.#isReported = this.#isStretching;
    this.#position += length;
    return [output];
  }

  #correctionOf(samples: number): number {
    const least = this.#samples(this.#isStretching ? CORRECTED_S : IGNORED_S);
    this.#isStretching = Math.abs(this.#error) > Math.max(least, this.#jitter);
    if (!this.#isStretching) {
      this.#isReported = false;
      return 0;
    }
    const most = samples * MAX_STRETCH;
    return Math.max(-most, Math.min(most, (samples * this.#error) / this.#samples(CORRECTION_S)));
  }

  /** Silence in pieces of at most 1 s. */
  #fill(samples: number, reason: FillReason, next: Buffer | undefined): Buffer[] {
    this.#options.onEvent({ kind: 'filled', at: this.#position, samples, reason });
    const output: Buffer[] = [];
    for (let left = samples; left > 0; ) {
      const length = Math.min(left, this.#rateHz);
      left -= length;
      output.push(this.#splicer.fill(length, left === 0 ? next : undefined));
    }
    this.#position += samples;
    [this.#isStart, this.#isContinuous] = [false, false];
    return output;
  }

  get #rateHz(): number {
    return this.#options.format.sampleRateHz;
  }

  /** The number of samples that a piece lasts by the source's clock. */
  #nominal(samples: number): number {
    return samples * this.#rate.ratio;
  }

  #samples(durationS: number): number {
    return durationS * this.#rateHz;
  }

  #lengthOf({ pcm }: AudioPiece): number {
    return pcm.length / this.#frameBytes;
  }
}
