import type { FixtureManifest } from '../../fixtures/index.ts';
import type { CapturedOutput } from '../../harness/run-data/captured-output.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import { checkChannels } from './check-channels.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';
import { checkFidelity, fidelityChecks } from './check-fidelity.ts';
import { checkFrames, type ReceivedFrames } from './check-frames.ts';
import { checkSeams, type RepublishedLimits } from './check-seams.ts';
import { checkSegmentAudio, type SegmentAudioLimit } from './check-segment-audio.ts';
import { checkVideo } from './check-video.ts';

export interface OutputLimits {
  /** Allowed difference from the duration of the clip, in either direction. */
  readonly durationToleranceMs: number;
  /** Audio that the segments must have. By default, each segment that came back is dubbed. */
  readonly audio?: SegmentAudioLimit;
  /** For an output that goes off the air and is republished. */
  readonly republished?: RepublishedLimits;
}

/** What the output is compared with. */
export interface OutputExpectation {
  readonly clip: FixtureManifest;
  /** Length of the lead-in that it starts with. */
  readonly leadInS: number;
  /** When the pipeline joined, from the start of what is published. */
  readonly joinedS: number;
  /** A reader joins late: media missing at the start are no fault of the pipeline, unless a lead-in covers the time. */
  readonly by: CapturedOutput['by'];
  /** Absent when the recording of the input is not compared. */
  readonly received?: ReceivedFrames | undefined;
  /** It was published over one connection, without a gap. */
  readonly isEven: boolean;
  /** The dubbed audio is the original. */
  readonly isEcho: boolean;
  /** Segments without speech whose dubbed audio is silent, by sequence, with the reason. None by default. */
  readonly silentSegments?: ReadonlyMap<number, string>;
}

/** Three frames at 30 per second. Measured: 33 ms for video, 21 to 23 ms for AAC. */
const MAX_PACKET_GAP_MS = 100;
/** RTMP rounds to whole milliseconds on the way in and on the way out. */
const ROUNDING_MS = 4;
/** Three frames of a clip are this long at least: the first two may be lost by recorders, and the last has a length. */
const EDGE_FRAMES = 3;

/** Checks that the output lasts as long as the clip, shows each of its frames, and has the dubbed audio. */
export function checkOutput(
  ctx: CheckContext,
  measured: OutputMeasurement,
  limits: OutputLimits,
  published: OutputExpectation,
): void {
  const { video } = published.clip;
  const isJoined = limits.republished !== undefined;
  if (limits.republished !== undefined) checkSeams(ctx, measured.seams, limits.republished, video.frameRate);
  checkDuration(ctx, measured, limits, published);
  checkAudioEdges(ctx, measured, limits, published);
  checkPacketGaps(ctx, measured, published.clip);
  checkVideo(ctx, measured, video, published.isEven && !isJoined, published.clip.durationS);
  checkFrames(ctx, measured, { ...published, frameRate: video.frameRate, frameCount: video.frameCount });
  checkAudio(ctx, measured, limits, published);
  if (expectsSilence(limits)) return;
  const { isEcho } = published;
  const reason = whyNoSegment(measured);
  if (reason === undefined) checkFidelity(ctx, measured, { isJoined, isEcho });
  else notMeasuredAll(ctx, fidelityChecks(isEcho), { reason });
}

function checkDuration(
  ctx: CheckContext,
  { durationS, frames }: OutputMeasurement,
  { durationToleranceMs }: OutputLimits,
  { clip, leadInS, joinedS, by }: OutputExpectation,
): void {
  const missedS = frames.missingHead / clip.video.frameRate;
  const [expectedS, note] =
    by === 'recording' && joinedS === 0
      ? [clip.durationS, `what was published lasts ${clip.durationS} s`]
      : leadInS > 0
        ? [clip.durationS - leadInS, 'of the clip, without its lead-in']
        : [
            clip.durationS - missedS,
            `the clip lasts ${clip.durationS} s, the reader missed ${missedS.toFixed(2)} s`,
          ];
  const toleranceS = durationToleranceMs / 1000;
  ctx.check('output-duration', {
    actual: Math.round((durationS ?? Number.NaN) * 1000) / 1000,
    limit: { min: round(expectedS - toleranceS - lostByRecorderS(clip)), max: round(expectedS + toleranceS) },
    unit: 's',
    note,
  });
}

/** Audio and video start and end together. The duration alone is that of the longer of the two. */
function checkAudioEdges(
  ctx: CheckContext,
  { audioEdges }: OutputMeasurement,
  { durationToleranceMs }: OutputLimits,
  { clip, by, joinedS }: OutputExpectation,
): void {
  // A late joiner starts with the audio of that moment, and with the next key frame.
  const isFromStart = by === 'recording' && joinedS === 0;
  if (audioEdges === null) {
    const ids = [...(isFromStart ? ['audio-start-offset' as const] : []), 'audio-end-offset' as const];
    notMeasuredAll(ctx, ids, { reason: 'the output does not have both audio and video packets' });
    return;
  }
  const { startMs, endMs, lostMs } = expectedEdges(clip);
  const around = (expectedMs: number, extraMs = 0) => ({
    limit: {
      min: Math.round(expectedMs - durationToleranceMs),
      max: Math.round(expectedMs + durationToleranceMs + extraMs),
    },
    unit: 'ms',
    note: 'negative: audio before video',
  });
  if (isFromStart)
    ctx.check('audio-start-offset', { actual: Math.round(audioEdges.startMs), ...around(startMs) });
  ctx.check('audio-end-offset', { actual: Math.round(audioEdges.endMs), ...around(endMs, lostMs) });
}

/** The audio of the output covers all of the stream: the worker fills what the clip lacks with silence. */
function expectedEdges({ video, audio }: FixtureManifest): Record<'startMs' | 'endMs' | 'lostMs', number> {
  const { startS = 0, endS = 0, longestIntervalS = 0 } = video;
  return {
    startMs: -startS * 1000,
    endMs: Math.max(0, (audio.endS ?? endS) - endS) * 1000,
    lostMs: Math.max(0, EDGE_FRAMES * longestIntervalS * 1000 - MAX_PACKET_GAP_MS),
  };
}

/** MediaMTX's recorder drops the last frame, with which a clip ends whose audio is shorter. */
function lostByRecorderS({ video, audio }: FixtureManifest): number {
  const { endS = 0, longestIntervalS = 0 } = video;
  return Math.min(longestIntervalS, Math.max(0, endS - (audio.endS ?? endS)));
}

/** Checks that a player always has something to show and to play. */
export function checkPacketGaps(
  ctx: CheckContext,
  { longestGaps }: Pick<OutputMeasurement, 'longestGaps'>,
  clip?: Pick<FixtureManifest, 'video'>,
): void {
  // The output has the frames of the clip at its times, but audio without gaps.
  const ofVideo = Math.max(MAX_PACKET_GAP_MS, (clip?.video.longestIntervalS ?? 0) * 1000 + ROUNDING_MS);
  for (const [id, gap, maxMs] of [
    ['video-packet-gap-max', longestGaps.video, ofVideo],
    ['audio-packet-gap-max', longestGaps.audio, MAX_PACKET_GAP_MS],
  ] as const) {
    if (gap === null) ctx.notMeasured(id, { reason: 'the track has fewer than two packets' });
    else
      ctx.check(id, {
        actual: round(gap.durationMs),
        limit: { max: round(maxMs) },
        unit: 'ms',
        note: `at ${gap.atS.toFixed(2)} s`,
      });
  }
}

function checkAudio(
  ctx: CheckContext,
  measured: OutputMeasurement,
  { audio }: OutputLimits,
  { silentSegments }: OutputExpectation,
): void {
  const { segments, segmentsMissed, avSync } = measured;
  if (segmentsMissed > 0) ctx.record('segments-before-capture', { value: segmentsMissed });
  const reason = whyNoSegment(measured);
  if (reason !== undefined) {
    const id = audio !== undefined && 'runs' in audio ? 'segment-audio-runs' : 'segment-audio';
    ctx.notMeasured(id, { reason });
    return;
  }
  checkSegmentAudio(ctx, segments, audio, silentSegments);
  checkChannels(ctx, measured);
  ctx.record('dub-similarity', {
    value: segments.map(({ dubbedSimilarity }) =>
      dubbedSimilarity === null ? null : round(dubbedSimilarity),
    ),
  });
  for (const { sequence, notMeasuredReason, clipReason, audio: found } of segments) {
    // Silence is in sync with everything.
    if (notMeasuredReason === undefined || found === 'silence') continue;
    ctx.notMeasured('segment-av-offset', {
      instance: `segment ${sequence}`,
      reason: clipReason ?? notMeasuredReason,
      inapplicable: clipReason !== undefined,
    });
  }
  const { n, medianMs, minMs, maxMs } = avSync;
  if (medianMs === null) return;
  const format = (value: number | null): string => (value ?? Number.NaN).toFixed(1);
  ctx.record('av-offset-summary', {
    value: `${format(medianMs)} ms (n ${n}, ${format(minMs)} to ${format(maxMs)}; positive: audio late)`,
  });
}

/** Why the audio of no segment was compared; `undefined` when there is one. */
function whyNoSegment({ segments, segmentsMissed }: OutputMeasurement): string | undefined {
  if (segments.length > 0) return undefined;
  return segmentsMissed > 0
    ? 'the capture contains no whole segment'
    : 'no fragment with dubbed audio was observed';
}

function expectsSilence({ audio }: OutputLimits): boolean {
  const kinds = audio === undefined ? [] : 'runs' in audio ? audio.runs : audio;
  return kinds.length > 0 && kinds.every((kind) => kind === 'silence');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
