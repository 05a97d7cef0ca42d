import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Segment } from '../dubbing/segmenter.ts';
import { SAMPLE_RATE_HZ } from '../ffmpeg/pcm-format.ts';
import type { FillReason, TimelineEvent } from '../ingest/audio-timeline.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';

/** A longer time between two frames is a pause of the video. */
const VIDEO_PAUSE_S = 1;
/** Shorter corrections come from the rounding of timestamps at the start of a source. */
const LOGGED_FROM_S = 0.01;

const OTHER = { audio: 'video', video: 'audio' } as const;
const WHILE_PAUSED = {
  audio: 'silence is aired',
  video: 'its last frame stays',
} as const;

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What became of the time of a stream, to the sample and the frame: its audio was received, filled, trimmed or stretched, and
 * was then dubbed or aired with the original.
 */
export class StreamTimeline {
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  /** In samples. */
  readonly #audio = { received: 0, filled: 0, trimmed: 0, stretched: 0, dubbed: 0, original: 0, pauses: 0 };
  readonly #video = { frames: 0, pausedS: 0, pauses: 0, firstS: Number.NaN, lastS: Number.NaN };
  readonly #paused = { audio: false, video: false };
  #sampleRateRatio = 1;
  readonly #warnedAt = new Map<string, number>();
  /** Filled time after the last segment. */
  #filled: Span[] = [];
  readonly #filledOf = new WeakMap<Segment, number>();

  constructor(options: { readonly metrics: StreamMetrics; readonly log: Logger }) {
    this.#metrics = options.metrics;
    this.#log = options.log;
  }

  /** The timeline of the audio has placed a part of it. */
  audio(event: TimelineEvent): void {
    const { kind } = event;
    if (kind === 'received') this.#audio.received += event.samples;
    else if (kind === 'filled') this.#fill(event.at, event.samples, event.reason);
    else if (kind === 'trimmed') this.#trim(event);
    else if (kind === 'stretched') this.#stretch(event);
    else if (kind === 'rate') this.#rate(event);
  }

  #fill(at: number, samples: number, reason: FillReason): void {
    this.#audio.filled += samples;
    const last = this.#filled.at(-1);
    if (last?.to === at) this.#filled.splice(-1, 1, { from: last.from, to: at + samples });
    else this.#filled.push({ from: at, to: at + samples });
    const durationS = samples / SAMPLE_RATE_HZ;
    this.#metrics.audioFilled(reason, durationS);
    // A pause is logged when it starts and ends.
    if (reason === 'gap' && durationS >= LOGGED_FROM_S) {
      this.#warn(at, durationS, 'silence was inserted: the timestamps of the audio have a gap');
    }
  }

  #trim({ at, samples, reason }: Extract<TimelineEvent, { readonly kind: 'trimmed' }>): void {
    this.#audio.trimmed += samples;
    const durationS = samples / SAMPLE_RATE_HZ;
    this.#metrics.audioTrimmed(reason, durationS);
    const why =
      reason === 'late'
        ? 'it arrived after its time had been filled'
        : 'its timestamps overlap the audio before it';
    this.#warn(at, durationS, `audio was left out: ${why}`);
  }

  /** Corrections that follow each other within a second are logged once. */
  #warn(at: number, durationS: number, what: string): void {
    const isFirst = at - (this.#warnedAt.get(what) ?? Number.NEGATIVE_INFINITY) > SAMPLE_RATE_HZ;
    this.#warnedAt.set(what, at);
    if (isFirst) this.#log.warn({ atS: at / SAMPLE_RATE_HZ, durationS }, what);
  }

  #stretch({ at, samples, isStart }: Extract<TimelineEvent, { readonly kind: 'stretched' }>): void {
    this.#audio.stretched += samples;
    this.#metrics.audioStretched(Math.abs(samples) / SAMPLE_RATE_HZ);
    if (!isStart) return;
    const how = samples > 0 ? 'stretched' : 'compressed';
    this.#log.info({ atS: at / SAMPLE_RATE_HZ }, `audio is being ${how} to follow its timestamps`);
  }

  #rate({ at, ratio }: Extract<TimelineEvent, { readonly kind: 'rate' }>): void {
    this.#sampleRateRatio = 1 / ratio;
    this.#log.warn(
      { atS: at / SAMPLE_RATE_HZ, sampleRateRatio: 1 / ratio },
      'the timestamps of the audio show another sample rate than its decoder configuration: audio is resampled',
    );
  }

  /** A frame of the video has arrived. B-frames arrive out of display order. */
  frame(ptsS: number): void {
    const video = this.#video;
    video.frames++;
    if (video.frames === 1) [video.firstS, video.lastS] = [ptsS, ptsS];
    const gapS = ptsS - video.lastS;
    if (gapS > VIDEO_PAUSE_S) {
      video.pausedS += gapS;
      this.#metrics.videoPaused(gapS);
    }
    video.firstS = Math.min(video.firstS, ptsS);
    video.lastS = Math.max(video.lastS, ptsS);
  }

  /** A track pauses while the other one continues, or returns. */
  pause(track: 'audio' | 'video', isPaused: boolean): void {
    this.#paused[track] = isPaused;
    this.#metrics.trackPaused(track, isPaused);
    const counted = track === 'audio' ? this.#audio : this.#video;
    if (isPaused) counted.pauses++;
    const { pauses } = counted;
    const what = `the ${track} ${isPaused ? `has paused while the ${OTHER[track]} continues` : 'has returned'}`;
    this.#log[isPaused ? 'warn' : 'info'](
      { track, pauses },
      isPaused ? `${what}; ${WHILE_PAUSED[track]}` : what,
    );
  }

  /** A source has ended: a new one starts without a pause. */
  sourceEnded(): void {
    for (const track of ['audio', 'video'] as const) {
      this.#paused[track] = false;
      this.#metrics.trackPaused(track, false);
    }
  }

  /** A segment has been cut. */
  cut(segment: Segment): void {
    const from = Math.round(segment.startS * SAMPLE_RATE_HZ);
    const to = from + Math.round(segment.durationS * SAMPLE_RATE_HZ);
    let filled = 0;
    for (const span of this.#filled) filled += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
    this.#filled = this.#filled.filter((span) => span.to > to);
    this.#filledOf.set(segment, filled);
  }

  /** The audio that is aired for a segment is certain. */
  settled(segment: Segment, as: 'dubbed' | 'original'): void {
    const samples = Math.round(segment.durationS * SAMPLE_RATE_HZ);
    const filled = this.#filledOf.get(segment) ?? 0;
    this.#audio[as] += samples - filled;
  }

  /** The `timeline` field of `GET /v1/streams/{id}`. */
  snapshot(): NonNullable<WorkerStatus['timeline']> {
    const { received, filled, trimmed, stretched, dubbed, original } = this.#audio;
    const { frames, firstS, lastS, pausedS } = this.#video;
    const total = received + filled + stretched - trimmed;
    const seconds = (samples: number): number => samples / SAMPLE_RATE_HZ;
    return {
      durationS: seconds(total),
      audio: {
        receivedS: seconds(received),
        filledS: seconds(filled),
        trimmedS: seconds(trimmed),
        stretchedS: seconds(stretched),
        dubbedS: seconds(dubbed),
        originalS: seconds(original),
        pendingS: seconds(total - filled - dubbed - original),
        sampleRateRatio: this.#sampleRateRatio,
        pauses: this.#audio.pauses,
        paused: this.#paused.audio,
      },
      video: {
        frames,
        receivedS: frames === 0 ? 0 : lastS - firstS - pausedS,
        pausedS,
        pauses: this.#video.pauses,
        paused: this.#paused.video,
      },
    };
  }
}
