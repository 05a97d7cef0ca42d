import { join, resolve } from 'node:path';
import type { FixtureManifest } from '../../fixtures/index.ts';
import { rmsDbfs, SILENCE_DBFS } from '../../harness/media/index.ts';
import {
  type CapturedOutput,
  type CapturedTrack,
  capturedOutputSchema,
  type LiveOutput,
  liveOutputSchema,
} from '../../harness/run-data/captured-output.ts';
import { type DubbingContext, notMeasuredAll } from '../checks/check-context.ts';
import type { ReceivedFrames } from '../checks/check-frames.ts';
import { checkOutput, type OutputLimits } from '../checks/check-output.ts';
import { clipOutputSchema, environmentOutputSchema, partsOf } from '../evidence/environment-output.ts';
import { separateLeadIn } from '../evidence/lead-in.ts';
import { speechIn } from '../evidence/segment-speech.ts';
import { allSegments, dubbedSegments, type Segment } from '../evidence/segments.ts';
import { captureOutput } from '../output/capture-output.ts';
import { measureOutput, type OutputReference, prepareReference } from '../output/measure-output.ts';
import { isMeasurable, measureContent, needsContent, probeTracks } from '../output/probe-capture.ts';
import { publicationsOf, readCapture } from '../output/read-capture.ts';
import { timeOfLongClip } from '../rig/clip-time.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { observedFragments } from '../rig/optional-output.ts';
import { describeView, StreamLife, whyNotListed, whyOver } from '../rig/stream-life.ts';
import type { WaitLimits } from '../rig/wait-limits.ts';

const ON_AIR_WITHIN_MS = 20_000;
const OUTPUT_ENDS_WITHIN_MS = 60_000;

export interface OutputStreamOptions extends OutputLimits, Pick<WaitLimits, 'endsEarly'> {
  /** The step whose output describes what must be aired: the whole clip, or what was received of it. */
  readonly against?: 'environment-setup' | 'input-received';
}

/** Step 5: the output has every frame of the clip and the dubbed audio, and lasts as long. */
export function outputStream(options: OutputStreamOptions): DubbingStep {
  const { against = 'environment-setup', endsEarly = false, ...limits } = options;
  return {
    id: 'output-stream',
    title: 'The output is the dubbed clip',
    timeoutMs: OUTPUT_ENDS_WITHIN_MS + 60_000,
    extraTimeMs: timeOfLongClip,
    // The worker's counters often explain a wrong output.
    critical: false,
    endsEarly,
    async run(ctx, rig) {
      const { profile, dubLevel } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const published = ctx.outputOf(against, clipOutputSchema);
      const { clip, leadInS } = published;
      const parts = partsOf(published).map((part) => ({ ...part, file: resolve(rig.run.folder, part.file) }));
      const { codecs, segmentS = rig.plan.segmentS } = profile;
      const { list: fragments, joinedS = 0 } = observedFragments(ctx);
      const segments =
        limits.audio === undefined ? dubbedSegments(fragments) : allSegments(fragments, { parts, segmentS });
      const separated = separateLeadIn(segments, clip, leadInS);

      const live = await ctx.evidence('live-output', liveOutputSchema, () =>
        probeLiveOutput(ctx, rig, endsEarly),
      );
      checkLiveCodecs(ctx, live, { codecs, durationS: clip.durationS });

      if (endsEarly && !hasExpectedTracks(live, codecs)) {
        const reason = 'the tracks of the live output are not those of the clip';
        notMeasuredAll(ctx, ['output-video-codec', 'output-audio-codec'], { reason });
        return;
      }

      const [capture, reference] = await Promise.all([
        ctx.evidence('captured-output', capturedOutputSchema, () => captureOutput(ctx, rig, { endsEarly })),
        prepareReference(parts, separated.clip, rig.audioCache, ctx.signal),
      ]);
      for (const [index, { path }] of publicationsOf(capture).entries())
        ctx.attachFile(index === 0 ? 'capture' : `capture, part ${index + 1}`, path, 'video/mp4');
      const captureFile = join(rig.run.folder, capture.path);
      const { tracks = await probeTracks(captureFile, ctx.signal) } = capture;
      if (!isMeasurable(tracks)) {
        checkTracks(ctx, tracks, { codecs, video: clip.video });
        return;
      }
      if (capture.offAirMs > 0)
        ctx.record('output-off-air', { value: round(capture.offAirMs / 1000), unit: 's' });
      const { recording, ...joined } = await readCapture(capture, {
        folder: rig.run.folder,
        reference: reference.clip.frames,
        signal: ctx.signal,
        decoded: rig.decodedOutput,
      });
      const late = capture.by === 'reader' || joinedS > 0;
      const compared = measureOutput(recording, reference, { late, leadInS, dubLevel, ...joined });
      const [part] = parts;
      const measured =
        part === undefined || !needsContent(compared)
          ? compared
          : { ...compared, content: await measureContent(captureFile, part.file, ctx.signal) };
      ctx.check('output-video-codec', { actual: measured.videoCodec, expected: codecs.video });
      ctx.check('output-audio-codec', { actual: measured.audioCodec, expected: codecs.audio });
      if (leadInS > 0)
        ctx.record('lead-in-segments', { value: separated.leadIn.map(({ sequence }) => sequence) });
      checkOutput(ctx, measured, limits, {
        ...{ clip, leadInS, joinedS, by: capture.by },
        // What was received cannot be compared with itself.
        received: against === 'environment-setup' ? receivedOf(capture) : undefined,
        isEven: parts.length === 1,
        isEcho: rig.options.sts === 'echo',
        silentSegments: silentSegments(reference, separated.clip, clip),
      });
      return measured;
    },
  };
}

/** Whether the output can still pass; an output that could not be probed can. */
function hasExpectedTracks(
  { problem, videoCodec, audioCodec }: LiveOutput,
  codecs: CapturedExpectation['codecs'],
): boolean {
  return problem !== undefined || (videoCodec === codecs.video && audioCodec === codecs.audio);
}

/** Checks a capture that cannot be decoded: one without a track, or without the size of its frames. */
function checkTracks(
  ctx: DubbingContext,
  tracks: readonly CapturedTrack[],
  { codecs, video }: CapturedExpectation,
): void {
  const found = tracks.find(({ kind }) => kind === 'video');
  const audio = tracks.find(({ kind }) => kind === 'audio');
  const size = found?.width === undefined ? null : `${found.width}x${found.height ?? 0}`;
  ctx.check('output-video-codec', { actual: found?.codec ?? null, expected: codecs.video });
  ctx.check('output-audio-codec', { actual: audio?.codec ?? null, expected: codecs.audio });
  ctx.check('frame-size', { actual: size, expected: `${video.width}x${video.height}` });
}

interface CapturedExpectation {
  readonly codecs: { readonly video: string; readonly audio: string };
  readonly video: { readonly width: number; readonly height: number };
}

/** A reader joins up to 3 s late and needs some media to know their codecs. The capture has them, too. */
const READABLE_FROM_S = 6;

function checkLiveCodecs(
  ctx: DubbingContext,
  { videoCodec, audioCodec, problem }: LiveOutput,
  { codecs, durationS }: Pick<CapturedExpectation, 'codecs'> & { readonly durationS: number },
): void {
  if (problem !== undefined && videoCodec === null && audioCodec === null && durationS < READABLE_FROM_S) {
    const reason = `the output of a clip of ${durationS} s ended before a reader could join it`;
    notMeasuredAll(ctx, ['live-video-codec', 'live-audio-codec'], { reason, inapplicable: true });
    return;
  }
  const note = problem === undefined ? {} : { note: problem };
  ctx.check('live-video-codec', { actual: videoCodec, expected: codecs.video, ...note });
  ctx.check('live-audio-codec', { actual: audioCodec, expected: codecs.audio, ...note });
}

/** Segments in which nothing is spoken, and whose dubbed audio is silent: the output must be silent there, too. */
function silentSegments(
  { clip: { audio }, segments }: OutputReference,
  cut: readonly Segment[],
  clip: FixtureManifest,
): Map<number, string> {
  const silent = new Map<number, string>();
  for (const [index, { sequence, dubbed }] of segments.entries()) {
    const segment = cut[index];
    if (segment === undefined || dubbed === undefined || rmsDbfs(dubbed.samples) >= SILENCE_DBFS) continue;
    const speech = speechIn(segment, clip, audio);
    if (speech.kind !== 'speech') silent.set(sequence, speech.reason);
  }
  return silent;
}

function receivedOf({ receivedFrames, receivedProblem }: CapturedOutput): ReceivedFrames | undefined {
  if (receivedFrames !== undefined) return { frames: receivedFrames };
  return receivedProblem === undefined ? undefined : { problem: receivedProblem };
}

async function probeLiveOutput(
  ctx: DubbingContext,
  rig: DubbingRig,
  endsEarly: boolean,
): Promise<LiveOutput> {
  const { output } = rig.live;
  const life = new StreamLife(rig);
  const observe = async (signal: AbortSignal) => {
    const { state } = output;
    return { ...state, ...(endsEarly && state.onAirAtMs === undefined && { view: await life.look(signal) }) };
  };
  const { live } = await ctx.poll('output on air', observe, {
    until: (state) => state.live !== undefined,
    unreachable: ({ view }) =>
      output.problem ?? (view === undefined ? undefined : (whyNotListed(view) ?? whyOver(view))),
    everyMs: 50,
    withinMs: ON_AIR_WITHIN_MS,
    expected: `${rig.outPath} to be on air and readable by ffprobe`,
    summarise: ({ onAirAtMs, view }) =>
      onAirAtMs !== undefined
        ? 'on air, being probed'
        : `not on air yet${view === undefined ? '' : `; ${describeView(view)}`}`,
  });
  return live as LiveOutput;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
