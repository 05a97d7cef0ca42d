import { capturedOutputSchema } from '../../run-data/captured-output.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { OutputMeasurement } from '../../run-data/output-measurement.ts';
import { delays } from './delays.ts';
import { oncePerRecord } from './once-per-record.ts';
import { checkRef, isWorkersOwn, measuredOutput } from './output-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';

/** A picture that stands still for less is a dropped frame or a frame that the encoder repeated. */
const MIN_STILL_S = 0.3;
/** Audio and video may end this far apart: the audio ends with a little silence. */
const MAX_ENDS_APART_S = 1;
/** The recorders drop the last frame each. */
const MAX_MISSING_AT_END = 2;
/** Content that is shown again lasts at least this many frames. */
const MIN_DISPLACED = 5;
/** Share of the frames that were encoded again before the encoding counts as the fault. */
const REENCODED_SHARE = 0.5;
const KNOWN_CONTENT_SHARE = 0.8;

/** The difference between the frames of the output and those of the clip. A run has at most one of them. */
export type FrameFault = {
  /**
   * - `frozen`: one frame is shown for some time, or the video ends before the audio.
   * - `again`: content from before is shown again.
   * - `truncated`: video, audio or both end early.
   * - `dropped`: frames are missing in between.
   * - `reencoded`: each frame is there, with other pixels.
   */
  readonly kind: 'frozen' | 'again' | 'truncated' | 'dropped' | 'reencoded';
  /** What was measured, as the end of a sentence about the output. */
  readonly text: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
};

/** The fault of the frames that the worker published. `undefined` when there is none, or when it is not the worker's. */
export const frameFault = oncePerRecord((facts): FrameFault | undefined => {
  const measured = measuredOutput(facts);
  if (measured === undefined || !isWorkersOwn(facts)) return undefined;
  // A pipeline that came too late loses media, too.
  const isLate = delays(facts).length > 0;
  return (
    frozen(facts, measured) ??
    (isLate
      ? undefined
      : (again(facts, measured) ?? truncated(facts, measured) ?? dropped(facts, measured))) ??
    reencoded(facts, measured)
  );
});

function frozen(facts: PipelineFacts, { content }: OutputMeasurement): FrameFault | undefined {
  const still = content?.longestStill;
  if (content !== undefined && still && still.durationS >= MIN_STILL_S) {
    const text = `shows the same frame from ${seconds(still.atS)} on for ${seconds(still.durationS)}, while the clip moves`;
    const counted = `${content.still} of ${content.compared} frames of the output repeat the one before them`;
    return found('frozen', text, [
      checkRef(facts, `the output ${text}`, 'frames-repeated', 'frames-changed'),
      checkRef(facts, counted, 'frames-identical'),
    ]);
  }
  const ends = trackEnds(facts);
  if (ends === undefined || ends.audioS - ends.videoS <= MAX_ENDS_APART_S) return undefined;
  // The limits of the checks follow the clip, whose audio may be longer, or whose frames may be far apart.
  const isOfClip = ['audio-end-offset', 'frames-missing-end'].every(
    (id) => facts.checks(id).at(-1)?.status === 'passed',
  );
  if (isOfClip) return undefined;
  const text = `has no new frame after ${seconds(ends.videoS)}, while its audio continues to ${seconds(ends.audioS)}`;
  return found('frozen', text, [
    checkRef(facts, `the output ${text}`, 'audio-end-offset', 'frames-missing-end'),
  ]);
}

function again(facts: PipelineFacts, { content }: OutputMeasurement): FrameFault | undefined {
  const { displaced = 0, displacement = null } = content ?? {};
  if (displacement === null || displaced < MIN_DISPLACED || displacement.shiftS >= 0) return undefined;
  const { atS, shiftS } = displacement;
  const text = `repeats content of ${seconds(-shiftS)} before, from ${seconds(atS)} on`;
  return found('again', text, [
    checkRef(facts, `the output ${text}`, 'frames-inserted', 'frames-changed'),
    checkRef(
      facts,
      `${displaced} frames of the output belong to another time of the clip`,
      'frames-identical',
    ),
  ]);
}

function truncated(facts: PipelineFacts, { frames, durationS }: OutputMeasurement): FrameFault | undefined {
  const ends = trackEnds(facts);
  const audioEndsFirst = ends !== undefined && ends.videoS - ends.audioS > MAX_ENDS_APART_S;
  if (frames.missingTail <= MAX_MISSING_AT_END && !audioEndsFirst) return undefined;
  // Not one frame is known, so the end is not known either.
  if (frames.identical === 0) return undefined;
  const clipS = facts.setup?.clip.durationS;
  const of = clipS === undefined ? '' : ` of ${seconds(clipS)}`;
  const text = audioEndsFirst
    ? `has no audio after ${seconds(ends.audioS)}${of}`
    : `ends after ${seconds(durationS ?? 0)}${of}`;
  return found('truncated', text, [
    checkRef(facts, `the output ${text}`, 'output-duration', 'frames-missing-end'),
    ...(frames.missingTail === 0
      ? []
      : [
          checkRef(
            facts,
            `the last ${frames.missingTail} frames of the clip are missing`,
            'frames-missing-end',
          ),
        ]),
  ]);
}

function dropped(facts: PipelineFacts, { frames, content }: OutputMeasurement): FrameFault | undefined {
  const missing = Math.max(content?.missingByTime ?? 0, frames.missingInside);
  if (missing === 0) return undefined;
  const { firstMissingAtS = null, frameRate = null, referenceFrameRate = null } = content ?? {};
  const first = frames.firstDifferences.find(({ kind }) => kind === 'missing')?.ptsS;
  const atS = firstMissingAtS ?? first;
  const from = atS === undefined ? '' : `, the first before ${seconds(atS)}`;
  const pace = `the output shows ${rate(frameRate)} frames per second, the clip ${rate(referenceFrameRate)}`;
  const text = `lacks ${missing} of ${frames.reference} frames${from}`;
  return found('dropped', text, [
    checkRef(facts, `the output ${text}`, 'frames-dropped', 'frames-changed'),
    ...(frameRate === null ? [] : [checkRef(facts, pace, 'frames-identical')]),
  ]);
}

function reencoded(facts: PipelineFacts, { frames, content }: OutputMeasurement): FrameFault | undefined {
  if (content === undefined || content.compared === 0) return undefined;
  const isKnown = content.same >= content.compared * KNOWN_CONTENT_SHARE;
  if (frames.changed < frames.reference * REENCODED_SHARE || !isKnown) return undefined;
  const text = `shows ${frames.changed} of ${frames.reference} frames with other pixels and the same content`;
  return found('reencoded', text, [
    checkRef(facts, `the output ${text}`, 'frames-changed'),
    checkRef(
      facts,
      `${content.same} of ${content.compared} frames have the content of the clip at that time`,
      'frames-identical',
    ),
  ]);
}

/** When the tracks of the capture end. */
function trackEnds(facts: PipelineFacts): { readonly videoS: number; readonly audioS: number } | undefined {
  const captured = capturedOutputSchema.safeParse(facts.evidence('captured-output')).data;
  const endOf = (kind: 'video' | 'audio'): number | undefined => {
    const track = captured?.tracks?.find((one) => one.kind === kind);
    return track?.durationS === undefined ? undefined : (track.startS ?? 0) + track.durationS;
  };
  const [videoS, audioS] = [endOf('video'), endOf('audio')];
  return videoS === undefined || audioS === undefined ? undefined : { videoS, audioS };
}

function found(kind: FrameFault['kind'], text: string, evidence: FrameFault['evidence']): FrameFault {
  return { kind, text, evidence };
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function rate(value: number | null): string {
  return value === null ? 'an unknown number of' : value.toFixed(1);
}
