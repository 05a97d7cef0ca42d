import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FixtureManifest } from '../../fixtures/index.ts';
import type { Step, StepContext } from '../../harness/engine/index.ts';
import { takeRecording } from '../../harness/media/index.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { measureOutput, prepareReference } from '../evidence/measure-output.ts';
import {
  CAPTURE_FILE,
  type CapturedOutput,
  capturedOutputSchema,
  type LiveOutput,
  liveOutputSchema,
  type OutputMeasurement,
} from '../evidence/output-measurement.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';

export interface OutputLimits {
  /** How far the output's length may be from the clip's, either way. */
  readonly durationToleranceMs: number;
}

const ON_AIR_WITHIN_MS = 20_000;
const OUTPUT_ENDS_WITHIN_MS = 60_000;
/**
 * MediaMTX's recorder drops the last frame of a recording (it never learns how long that one lasts), and the stream
 * is recorded twice: on its way in, for the worker, and on its way out, for us.
 */
const FRAMES_LOST_BY_RECORDERS = 2;

/** Step 5: the output is the clip's picture, frame by frame, with the dubbed audio, and lasts as long. */
export function outputStream(limits: OutputLimits): Step<DubbingRig> {
  return {
    id: 'output-stream',
    title: 'The output is the dubbed clip',
    timeoutMs: OUTPUT_ENDS_WITHIN_MS + 60_000,
    async run(ctx, rig) {
      const { clipFile, clip, profile } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { codecs } = profile;
      const fragments = ctx.outputOf('fragments-processed', dubbedFragmentsSchema).list;

      const live = await ctx.evidence('live-output', liveOutputSchema, () => liveOutput(ctx, rig));
      const note = live.problem === undefined ? {} : { note: live.problem };
      ctx.check('on air: video', { actual: live.videoCodec, expected: codecs.video, ...note });
      ctx.check('on air: audio', { actual: live.audioCodec, expected: codecs.audio });

      const [capture, reference] = await Promise.all([
        ctx.evidence('captured-output', capturedOutputSchema, () => captureOutput(ctx, rig)),
        prepareReference(clipFile, fragments, rig.sounds, ctx.signal),
      ]);
      ctx.attachFile('capture', capture.path, 'video/mp4');
      const captureFile = join(rig.run.folder, capture.path);
      const measured = await measureOutput(captureFile, reference, ctx.signal, {
        by: capture.by,
        decoded: rig.decodedOutput,
      });
      ctx.check('video codec', { actual: measured.videoCodec, expected: codecs.video });
      ctx.check('audio codec', { actual: measured.audioCodec, expected: codecs.audio });
      checkMeasured(ctx, measured, limits, { clip, by: capture.by });
      return measured;
    },
  };
}

async function liveOutput(ctx: StepContext, rig: DubbingRig): Promise<LiveOutput> {
  const { live } = await ctx.poll('output on air', async () => rig.live.output.state, {
    until: (state) => state.live !== undefined,
    everyMs: 50,
    withinMs: ON_AIR_WITHIN_MS,
    expected: `${rig.outPath} comes on air and ffprobe can read it`,
    summarise: (state) => (state.onAirAtMs === undefined ? 'not on air yet' : 'on air, being probed'),
  });
  return live as LiveOutput;
}

async function captureOutput(ctx: StepContext, rig: DubbingRig): Promise<CapturedOutput> {
  const { output, environment } = rig.live;
  const { onAirAtMs, endedAtMs } = await ctx.poll('output has ended', async () => output.state, {
    until: ({ endedAtMs }) => endedAtMs !== undefined,
    everyMs: 20,
    withinMs: OUTPUT_ENDS_WITHIN_MS,
    expected: `${rig.outPath} was on air and has ended`,
    summarise: (state) =>
      state.endedAtMs !== undefined ? 'ended' : state.onAirAtMs !== undefined ? 'on air' : 'not on air yet',
  });
  const file = join(rig.run.folder, CAPTURE_FILE);
  const times = { onAirAtMs: onAirAtMs ?? 0, endedAtMs: endedAtMs ?? 0 };
  if (environment.recordingsFolder === undefined) {
    return { path: CAPTURE_FILE, by: 'reader', sizeBytes: (await stat(file)).size, ...times };
  }
  const { sizeBytes } = await takeRecording(environment.recordingsFolder, rig.outPath, file);
  return { path: CAPTURE_FILE, by: 'recording', sizeBytes, ...times };
}

function checkMeasured(
  ctx: StepContext,
  { frames, ...measured }: OutputMeasurement,
  limits: OutputLimits,
  { clip, by }: { readonly clip: FixtureManifest; readonly by: CapturedOutput['by'] },
): void {
  const missedS = by === 'reader' ? frames.missingHead / clip.video.frameRate : 0;
  const expectedS = clip.durationS - missedS;
  const toleranceS = limits.durationToleranceMs / 1000;
  ctx.check('duration', {
    actual: Math.round((measured.durationS ?? Number.NaN) * 1000) / 1000,
    limit: { min: expectedS - toleranceS, max: expectedS + toleranceS },
    unit: 's',
    note: `the clip lasts ${clip.durationS} s${by === 'reader' ? `, the reader missed ${missedS.toFixed(2)} s` : ''}`,
  });

  ctx.tell('frames identical', `${frames.identical} of ${frames.reference}`);
  if (by === 'reader') ctx.tell('frames before the reader had joined', frames.missingHead, 'frames');
  else
    ctx.check('frames missing at the start', {
      actual: frames.missingHead,
      limit: { max: 0 },
      unit: 'frames',
    });
  ctx.check('frames missing inside', { actual: frames.missingInside, limit: { max: 0 }, unit: 'frames' });
  ctx.check('frames missing at the end', {
    actual: frames.missingTail,
    limit: { max: FRAMES_LOST_BY_RECORDERS },
    unit: 'frames',
    note: "MediaMTX's recorder drops the last frame of each of the two recordings",
  });
  ctx.check('frames changed', { actual: frames.changed, limit: { max: 0 }, unit: 'frames' });
  ctx.check('frames repeated', { actual: frames.repeated, limit: { max: 0 }, unit: 'frames' });
  ctx.check('frames that are not in the clip', {
    actual: frames.inserted,
    limit: { max: 0 },
    unit: 'frames',
  });

  if (measured.windowsMissed > 0) ctx.tell('windows before the reader had joined', measured.windowsMissed);
  if (measured.windows.length === 0)
    ctx.notMeasured('heard in each window', 'the capture holds no whole window');
  ctx.check('heard in each window', {
    actual: measured.windows.map(({ heard }) => heard),
    expected: measured.windows.map(() => 'dubbed'),
  });
  ctx.tell(
    'likeness to the dubbed audio',
    measured.windows.map(({ dubbedCoefficient }) => Math.round(dubbedCoefficient * 1000) / 1000),
  );
  for (const window of measured.windows) {
    if (window.notMeasuredBecause === undefined) continue;
    ctx.notMeasured(`A/V sync of window ${window.sequence}`, window.notMeasuredBecause);
  }
  const { n, medianMs, minMs, maxMs } = measured.avSync;
  if (medianMs === null) return;
  const tell = (value: number | null): string => (value ?? Number.NaN).toFixed(1);
  ctx.tell(
    'A/V sync',
    `${tell(medianMs)} ms (n ${n}, ${tell(minMs)} to ${tell(maxMs)}; positive: audio late)`,
  );
}
