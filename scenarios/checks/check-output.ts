import type { FixtureManifest } from '../../fixtures/index.ts';
import type { CapturedOutput, OutputMeasurement } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';
import { checkFidelity } from './check-fidelity.ts';
import { checkPicture } from './check-picture.ts';
import { checkReceived } from './check-received.ts';
import { checkSeams, type RepublishedLimits } from './check-seams.ts';
import { checkHeard, type HeardLimit } from './heard.ts';

export interface OutputLimits {
  /** How far the output's length may be from the clip's, either way. */
  readonly durationToleranceMs: number;
  /** What must be heard. The dubbed audio in every window that came back by default. */
  readonly heard?: HeardLimit;
  /** For an output that goes off the air and comes back. */
  readonly republished?: RepublishedLimits;
}

type Judge = CheckContext;

/** What the output is held to. */
export interface PublishedClip {
  readonly clip: FixtureManifest;
  /** Length of the slate that it begins with. */
  readonly leadInS: number;
  /** When the pipeline joined, from the beginning of the slate. */
  readonly joinedS: number;
  /** A reader joins late: what it missed of the start is no fault of the pipeline's, unless a slate was there for it. */
  readonly by: CapturedOutput['by'];
  /** Pictures in MediaMTX's recording of it, where that is known. */
  readonly receivedFrames?: number | undefined;
  /** It came over one connection, without a gap. */
  readonly isEven: boolean;
}

/**
 * MediaMTX's recorder drops the last frame of a recording (it never learns how long that one lasts), and the stream
 * is recorded twice: on its way in, for the worker, and on its way out, for us.
 */
const FRAMES_LOST_BY_RECORDERS = 2;
/** Three pictures at 30 a second. Frame by frame it is 33 ms, and 21 to 23 ms for AAC. */
const LONGEST_STEP_MS = 100;

/** The output lasts as long as the clip, shows each of its frames, and the dubbed audio is what is heard. */
export function checkOutput(
  ctx: Judge,
  measured: OutputMeasurement,
  limits: OutputLimits,
  published: PublishedClip,
): void {
  if (limits.republished !== undefined)
    checkSeams(ctx, measured.seams, limits.republished, published.clip.video.frameRate);
  checkDuration(ctx, measured, limits, published);
  checkSoundEdges(ctx, measured, limits, published);
  checkContinuity(ctx, measured);
  const isJoined = limits.republished !== undefined;
  checkPicture(ctx, measured, published.clip.video, published.isEven && !isJoined);
  checkFrames(ctx, measured, published);
  checkSound(ctx, measured, limits);
  checkFidelity(ctx, measured, isJoined);
}

function checkDuration(
  ctx: Judge,
  { durationS, frames }: OutputMeasurement,
  { durationToleranceMs }: OutputLimits,
  { clip, leadInS, joinedS, by }: PublishedClip,
): void {
  const missedS = frames.missingHead / clip.video.frameRate;
  const [expectedS, note] =
    by === 'recording' && joinedS === 0
      ? [clip.durationS, `what was published lasts ${clip.durationS} s`]
      : leadInS > 0
        ? [clip.durationS - leadInS, 'of the clip, without its slate']
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

/** The length is that of the longer of the two: sound and picture begin and end together, as far as lengths may differ. */
function checkSoundEdges(
  ctx: Judge,
  { soundEdges }: OutputMeasurement,
  { durationToleranceMs }: OutputLimits,
  { by, joinedS }: PublishedClip,
): void {
  // Without either the packets of that one are not measured, which is told with them.
  if (soundEdges === null) return;
  const limit = { min: -durationToleranceMs, max: durationToleranceMs };
  const check = { limit, unit: 'ms', note: 'negative: before it' };
  // What joins late begins with the sound of where it is, and with the next key frame.
  if (by === 'recording' && joinedS === 0)
    ctx.check('audio-start-offset', { actual: Math.round(soundEdges.beginsMs), ...check });
  ctx.check('audio-end-offset', { actual: Math.round(soundEdges.endsMs), ...check });
}

/** A player shows and plays something new all the time. */
export function checkContinuity(ctx: Judge, { longestSteps }: Pick<OutputMeasurement, 'longestSteps'>): void {
  for (const [stream, step] of Object.entries(longestSteps)) {
    const id = stream === 'video' ? 'video-packet-gap-max' : 'audio-packet-gap-max';
    if (step === null) ctx.notMeasured(id, { reason: 'there are not two packets' });
    else {
      const { durationMs, atS } = step;
      const note = `at ${atS.toFixed(2)} s`;
      ctx.check(id, { actual: round(durationMs), limit: { max: LONGEST_STEP_MS }, unit: 'ms', note });
    }
  }
}

function checkFrames(ctx: Judge, { frames }: OutputMeasurement, published: PublishedClip): void {
  const limit = { max: 0 };
  const unit = 'frames';
  ctx.record('frames-identical', { value: `${frames.identical} of ${frames.reference}` });
  checkReceived(ctx, published.clip.video.frameCount, published.receivedFrames);
  checkHead(ctx, frames.missingHead, published);
  ctx.check('frames-dropped', { actual: frames.missingInside, limit, unit });
  ctx.check('frames-missing-end', {
    actual: frames.missingTail,
    limit: { max: FRAMES_LOST_BY_RECORDERS },
    unit,
    note:
      frames.missingTail > FRAMES_LOST_BY_RECORDERS
        ? 'the output has ended before the picture was over'
        : "MediaMTX's recorder drops the last frame of each of the two recordings",
  });
  ctx.check('frames-changed', { actual: frames.changed, limit, unit });
  ctx.check('frames-repeated', { actual: frames.repeated, limit, unit });
  ctx.check('frames-inserted', { actual: frames.inserted, limit, unit });
}

function checkHead(ctx: Judge, missing: number, { clip, leadInS, joinedS, by }: PublishedClip): void {
  const unit = 'frames';
  if (by === 'reader' && leadInS === 0) {
    ctx.record('frames-before-capture', { value: missing, unit: unit });
    return;
  }
  const late = by === 'reader' || joinedS > 0;
  const ofSlate = late ? Math.min(missing, Math.round(leadInS * clip.video.frameRate)) : 0;
  if (late)
    ctx.record('lead-in-frames-missed', {
      value: ofSlate,
      unit: unit,
    });
  ctx.check('frames-missing-start', {
    actual: missing - ofSlate,
    limit: { max: 0 },
    unit,
    // A window that began before holds no more of the clip than these frames.
    ...(late && missing > ofSlate ? { note: 'the slate was too short: a longer --lead-in' } : {}),
  });
}

function checkSound(
  ctx: Judge,
  { windows, windowsMissed, avSync }: OutputMeasurement,
  { heard }: OutputLimits,
): void {
  if (windowsMissed > 0) ctx.record('segments-before-capture', { value: windowsMissed });
  if (windows.length === 0) {
    const why =
      windowsMissed > 0 ? 'the capture holds no whole window' : 'no fragment was seen that could be heard';
    ctx.notMeasured('segment-audio', { reason: why });
    return;
  }
  checkHeard(ctx, windows, heard);
  ctx.record('dub-similarity', {
    value: windows.map(({ dubbedCoefficient }) => round(dubbedCoefficient)),
  });
  for (const window of windows) {
    // Silence is in sync with anything.
    if (window.notMeasuredBecause === undefined || window.heard === 'silence') continue;
    ctx.notMeasured('segment-av-offset', {
      instance: `segment ${window.sequence}`,
      reason: window.notMeasuredBecause,
    });
  }
  const { n, medianMs, minMs, maxMs } = avSync;
  if (medianMs === null) return;
  const tell = (value: number | null): string => (value ?? Number.NaN).toFixed(1);
  ctx.record('av-offset-summary', {
    value: `${tell(medianMs)} ms (n ${n}, ${tell(minMs)} to ${tell(maxMs)}; positive: audio late)`,
  });
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
