import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';

/** Interleaved 16-bit samples. */
type Samples = Int16Array;

function samplesOf(pcm: Buffer): Samples {
  // A copy, because a view needs an even offset. Node runs on little-endian machines only.
  const samples = new Int16Array(pcm.length >> 1);
  pcm.copy(bytesOf(samples));
  return samples;
}

function bytesOf(samples: Samples): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** A crossfade in progress, from the mirror image of `from`. */
interface Crossfade {
  readonly from: Samples;
  /** Its next frame. */
  frame: number;
}

/**
 * Joins PCM without clicks. At an inserted or removed piece the audio before it is continued by its own mirror image,
 * which fades out, and the audio after it is preceded by its mirror image, which fades in: the signal has no step there.
 */
export class PcmSplicer {
  readonly #channels: number;
  readonly #frameBytes: number;
  readonly #fadeFrames: number;
  /** The last output, at most as long as a fade. */
  #tail: Samples = new Int16Array(0);
  #fading: Crossfade | undefined;

  /** @param fadeS duration of a fade */
  constructor(format: PcmFormat, fadeS: number) {
    this.#channels = format.channels;
    this.#frameBytes = frameBytes(format);
    this.#fadeFrames = Math.round(fadeS * format.sampleRateHz);
  }

  /** Appends PCM unchanged. */
  copy(pcm: Buffer): Buffer {
    if (this.#fading !== undefined) return this.#append(samplesOf(pcm));
    this.#remember(samplesOf(pcm.subarray(-Math.min(pcm.length, this.#fadeFrames * this.#frameBytes))));
    return pcm;
  }

  /**
   * Appends silence with fades.
   *
   * @param next PCM that follows the silence, if it is known
   */
  fill(frames: number, next: Buffer | undefined): Buffer {
    const filled = new Int16Array(frames * this.#channels);
    this.#fading = undefined;
    const head = next === undefined ? filled.subarray(0, 0) : this.#headOf(next);
    const isBetween = this.#tail.length > 0 && head.length > 0;
    const longest = isBetween ? Math.floor(frames / 2) : frames;
    this.#addMirrored(filled, this.#tail, longest, 'after');
    this.#addMirrored(filled, head, longest, 'before');
    this.#remember(filled);
    return bytesOf(filled);
  }

  /** Audio was left out: the next PCM does not continue the last output, so that it is faded into. */
  cut(): void {
    this.#fading = { from: this.#tail, frame: 0 };
  }

  /** Appends PCM stretched or compressed to a number of frames: its first and last sample keep their values. */
  stretch(pcm: Buffer, toFrames: number): Buffer {
    const source = samplesOf(pcm);
    const channels = this.#channels;
    const fromFrames = source.length / channels;
    const stretched = new Int16Array(toFrames * channels);
    const step = toFrames < 2 ? 0 : (fromFrames - 1) / (toFrames - 1);
    const sampleOf = (frame: number, channel: number): number => {
      if (frame < 0) return this.#tail.at(frame * channels + channel) ?? source[channel] ?? 0;
      return source[Math.min(frame, fromFrames - 1) * channels + channel] ?? 0;
    };
    for (let n = 0; n < toFrames; n++) {
      const at = Math.min(n * step, fromFrames - 1);
      const frame = Math.floor(at);
      for (let c = 0; c < channels; c++) {
        const [a, b] = [sampleOf(frame - 1, c), sampleOf(frame, c)];
        const [d, e] = [sampleOf(frame + 1, c), sampleOf(frame + 2, c)];
        stretched[n * channels + c] = clamp16(cubic(a, b, d, e, at - frame));
      }
    }
    return this.#append(stretched);
  }

  #append(samples: Samples): Buffer {
    if (this.#fading !== undefined) this.#fadeInto(samples, this.#fading);
    this.#remember(samples);
    return bytesOf(samples);
  }

  /** Continues a crossfade, which may be longer than one piece. */
  #fadeInto(samples: Samples, fading: Crossfade): void {
    const channels = this.#channels;
    const fromFrames = fading.from.length / channels;
    const frames = Math.min(this.#fadeFrames - fading.frame, samples.length / channels);
    for (let n = 0; n < frames; n++) {
      const frame = fading.frame + n;
      const gain = fadeOut(frame, this.#fadeFrames);
      for (let c = 0; c < channels; c++) {
        const before = frame < fromFrames ? (fading.from[(fromFrames - 1 - frame) * channels + c] ?? 0) : 0;
        const at = n * channels + c;
        samples[at] = Math.round(before * gain + (samples[at] ?? 0) * (1 - gain));
      }
    }
    fading.frame += frames;
    if (fading.frame >= this.#fadeFrames) this.#fading = undefined;
  }

  #headOf(pcm: Buffer): Samples {
    return samplesOf(pcm.subarray(0, this.#fadeFrames * this.#frameBytes));
  }

  /** Adds the mirror image of `edge` to the start (`after` it) or the end (`before` it) of `to`, fading away from it. */
  #addMirrored(to: Samples, edge: Samples, longest: number, where: 'after' | 'before'): void {
    const channels = this.#channels;
    const [toFrames, edgeFrames] = [to.length / channels, edge.length / channels];
    const frames = Math.min(longest, edgeFrames, this.#fadeFrames);
    for (let n = 0; n < frames; n++) {
      const gain = fadeOut(n, frames);
      const [toFrame, edgeFrame] = where === 'after' ? [n, edgeFrames - 1 - n] : [toFrames - 1 - n, n];
      for (let c = 0; c < channels; c++) {
        const at = toFrame * channels + c;
        to[at] = clamp16((to[at] ?? 0) + (edge[edgeFrame * channels + c] ?? 0) * gain);
      }
    }
  }

  #remember(output: Samples): void {
    const keep = this.#fadeFrames * this.#channels;
    if (output.length >= keep) {
      this.#tail = output.slice(-keep);
      return;
    }
    const joined = new Int16Array(this.#tail.length + output.length);
    joined.set(this.#tail);
    joined.set(output, this.#tail.length);
    this.#tail = joined.slice(-keep);
  }
}

/** A raised cosine from 1 to 0. */
function fadeOut(frame: number, frames: number): number {
  return 0.5 * (1 + Math.cos((Math.PI * (frame + 0.5)) / frames));
}

/** Catmull-Rom interpolation between `b` and `c`. */
function cubic(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function clamp16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}
