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
}

/** Three frames at 30 per second. Measured: 33 ms for video, 21 to 23 ms for AAC. */
const MAX_PACKET_GAP_MS = 100;

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
  checkPacketGaps(ctx, measured);
  checkVideo(ctx, measured, video, published.isEven && !isJoined);
  checkFrames(ctx, measured, { ...published, frameRate: video.frameRate, frameCount: video.frameCount });
  checkAudio(ctx, measured, limits);
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
    limit: { min: round(expectedS - toleranceS), max: round(expectedS + toleranceS) },
    unit: 's',
    note,
  });
}

/** Audio and video start and end together. The duration alone is that of the longer of the two. */
function checkAudioEdges(
  ctx: CheckContext,
  { audioEdges }: OutputMeasurement,
  { durationToleranceMs }: OutputLimits,
  { by, joinedS }: OutputExpectation,
): void {
  // A late joiner starts with the audio of that moment, and with the next key frame.
  const isFromStart = by === 'recording' && joinedS === 0;
  if (audioEdges === null) {
    const ids = [...(isFromStart ? ['audio-start-offset' as const] : []), 'audio-end-offset' as const];
    notMeasuredAll(ctx, ids, { reason: 'the output does not have both audio and video packets' });
    return;
  }
  const limit = { min: -durationToleranceMs, max: durationToleranceMs };
  const check = { limit, unit: 'ms', note: 'negative: audio before video' };
  if (isFromStart) ctx.check('audio-start-offset', { actual: Math.round(audioEdges.startMs), ...check });
  ctx.check('audio-end-offset', { actual: Math.round(audioEdges.endMs), ...check });
}

/** Checks that a player always has something to show and to play. */
export function checkPacketGaps(
  ctx: CheckContext,
  { longestGaps }: Pick<OutputMeasurement, 'longestGaps'>,
): void {
  for (const [id, gap] of [
    ['video-packet-gap-max', longestGaps.video],
    ['audio-packet-gap-max', longestGaps.audio],
  ] as const) {
    if (gap === null) ctx.notMeasured(id, { reason: 'the track has fewer than two packets' });
    else
      ctx.check(id, {
        actual: round(gap.durationMs),
        limit: { max: MAX_PACKET_GAP_MS },
        unit: 'ms',
        note: `at ${gap.atS.toFixed(2)} s`,
      });
  }
}

function checkAudio(ctx: CheckContext, measured: OutputMeasurement, { audio }: OutputLimits): void {
  const { segments, segmentsMissed, avSync } = measured;
  if (segmentsMissed > 0) ctx.record('segments-before-capture', { value: segmentsMissed });
  const reason = whyNoSegment(measured);
  if (reason !== undefined) {
    const id = audio !== undefined && 'runs' in audio ? 'segment-audio-runs' : 'segment-audio';
    ctx.notMeasured(id, { reason });
    return;
  }
  checkSegmentAudio(ctx, segments, audio);
  checkChannels(ctx, measured);
  ctx.record('dub-similarity', {
    value: segments.map(({ dubbedSimilarity }) =>
      dubbedSimilarity === null ? null : round(dubbedSimilarity),
    ),
  });
  for (const { sequence, notMeasuredReason, audio: found } of segments) {
    // Silence is in sync with everything.
    if (notMeasuredReason === undefined || found === 'silence') continue;
    ctx.notMeasured('segment-av-offset', { instance: `segment ${sequence}`, reason: notMeasuredReason });
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
