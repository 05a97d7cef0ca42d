import { resolve } from 'node:path';
import type { DubbingContext } from '../checks/check-context.ts';
import { checkOutput, type OutputLimits } from '../checks/check-output.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import { clipOutputSchema, environmentOutputSchema, partsOf } from '../evidence/environment-output.ts';
import { measureOutput, prepareReference } from '../evidence/measure-output.ts';
import { capturedOutputSchema, type LiveOutput, liveOutputSchema } from '../evidence/output-measurement.ts';
import { publicationsOf, readCapture } from '../evidence/read-capture.ts';
import { bySlate } from '../evidence/slate.ts';
import { allWindows, dubbedWindows } from '../evidence/window-audio.ts';
import { captureOutput } from '../rig/capture-output.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';

const ON_AIR_WITHIN_MS = 20_000;
const OUTPUT_ENDS_WITHIN_MS = 60_000;

export interface OutputStreamOptions extends OutputLimits {
  /** The step that leaves what the output is held to: the whole clip, or what was received of it. */
  readonly against?: 'environment-setup' | 'input-received';
}

/** Step 5: the output is the clip's picture, frame by frame, with the dubbed audio, and lasts as long. */
export function outputStream({ against = 'environment-setup', ...limits }: OutputStreamOptions): DubbingStep {
  return {
    id: 'output-stream',
    title: 'The output is the dubbed clip',
    timeoutMs: OUTPUT_ENDS_WITHIN_MS + 60_000,
    // The worker's account often says why the output is not as it should be.
    critical: false,
    async run(ctx, rig) {
      const { profile } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const published = ctx.outputOf(against, clipOutputSchema);
      const { clip, leadInS } = published;
      const parts = partsOf(published).map((part) => ({ ...part, file: resolve(rig.run.folder, part.file) }));
      const { codecs } = profile;
      const { list: fragments, joinedS = 0 } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const windows =
        limits.heard === undefined
          ? dubbedWindows(fragments)
          : allWindows(fragments, { parts, segmentS: rig.segmentS });
      const { slate, spoken } = bySlate(windows, clip, leadInS);

      const live = await ctx.evidence('live-output', liveOutputSchema, () => liveOutput(ctx, rig));
      const note = live.problem === undefined ? {} : { note: live.problem };
      ctx.check('live-video-codec', { actual: live.videoCodec, expected: codecs.video, ...note });
      ctx.check('live-audio-codec', { actual: live.audioCodec, expected: codecs.audio });

      const [capture, reference] = await Promise.all([
        ctx.evidence('captured-output', capturedOutputSchema, () => captureOutput(ctx, rig)),
        prepareReference(parts, spoken, rig.sounds, ctx.signal),
      ]);
      for (const [index, { path }] of publicationsOf(capture).entries())
        ctx.attachFile(index === 0 ? 'capture' : `capture, part ${index + 1}`, path, 'video/mp4');
      if (capture.offAirMs > 0)
        ctx.record('output-off-air', { value: round(capture.offAirMs / 1000), unit: 's' });
      const { recording, ...joined } = await readCapture(capture, {
        folder: rig.run.folder,
        reference: reference.clip.frames,
        signal: ctx.signal,
        decoded: rig.decodedOutput,
      });
      const late = capture.by === 'reader' || joinedS > 0;
      const measured = measureOutput(recording, reference, { late, leadInS, ...joined });
      ctx.check('output-video-codec', { actual: measured.videoCodec, expected: codecs.video });
      ctx.check('output-audio-codec', { actual: measured.audioCodec, expected: codecs.audio });
      if (leadInS > 0) ctx.record('lead-in-segments', { value: slate.map(({ sequence }) => sequence) });
      const { by } = capture;
      // What was received is no judge of itself.
      const receivedFrames = against === 'environment-setup' ? capture.receivedFrames : undefined;
      const isEven = parts.length === 1;
      checkOutput(ctx, measured, limits, { clip, leadInS, joinedS, by, receivedFrames, isEven });
      return measured;
    },
  };
}

async function liveOutput(ctx: DubbingContext, rig: DubbingRig): Promise<LiveOutput> {
  const { live } = await ctx.poll('output on air', async () => rig.live.output.state, {
    until: (state) => state.live !== undefined,
    everyMs: 50,
    withinMs: ON_AIR_WITHIN_MS,
    expected: `${rig.outPath} comes on air and ffprobe can read it`,
    summarise: (state) => (state.onAirAtMs === undefined ? 'not on air yet' : 'on air, being probed'),
  });
  return live as LiveOutput;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
