import { join, relative } from 'node:path';
import { CaptureError, findRecording, probeMedia, videoOf } from '../../harness/media/index.ts';
import type { CapturedOutput } from '../../harness/run-data/captured-output.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';
import { StreamLife, whyAnothersOutput } from '../rig/stream-life.ts';
import { COPIES_FOLDER } from './output-source.ts';
import { probeTracks } from './probe-capture.ts';

/** The capture, in the run folder. */
export const CAPTURE_FILE = 'capture.mp4';
const OUTPUT_ENDS_WITHIN_MS = 60_000;
const PROBE_WITHIN_MS = 30_000;

export interface CaptureOptions {
  /** Ends the wait when the output turns out to be another's. False when the worker is expected to republish it. */
  readonly endsEarly: boolean;
}

/** Waits until the output has ended and puts all of it into the run folder. */
export async function captureOutput(
  ctx: DubbingContext,
  rig: DubbingRig,
  { endsEarly }: CaptureOptions,
): Promise<CapturedOutput> {
  const { output } = rig.live;
  const life = new StreamLife(rig);
  const observe = async (signal: AbortSignal) => ({
    ...output.state,
    ...(endsEarly && { view: await life.look(signal) }),
  });
  const {
    onAirAtMs,
    endedAtMs,
    offAirMs = 0,
  } = await ctx.poll('output has ended', observe, {
    until: ({ endedAtMs }) => endedAtMs !== undefined,
    unreachable: ({ view }) => output.problem ?? (view && whyAnothersOutput(view)),
    // What is still aired is evidence, even if the step cannot pass any more.
    endsEarly: false,
    everyMs: 20,
    withinMs: OUTPUT_ENDS_WITHIN_MS,
    expected: `${rig.outPath} to be on air and then to end`,
    summarise: (state) =>
      state.endedAtMs !== undefined ? 'ended' : state.onAirAtMs !== undefined ? 'on air' : 'not on air yet',
  });
  const path = rig.fileName(CAPTURE_FILE);
  const times = { onAirAtMs: onAirAtMs ?? 0, endedAtMs: endedAtMs ?? 0, offAirMs };
  const { folder } = rig.run;
  const { sizeBytes, publications } = await output.source.take(join(folder, path), ctx.signal);
  return {
    ...{ path, by: output.source.by, sizeBytes, ...times },
    ...(await countReceivedFrames(rig, ctx.signal)),
    tracks: await probeTracks(join(folder, path), ctx.signal),
    ...(publications && {
      publications: publications.map(({ file, startS }) => ({ path: relative(folder, file), startS })),
    }),
  };
}

/**
 * Counts the frames in MediaMTX's recording of the input, which is what the worker could receive. An attached pipeline
 * may not record its input, so a missing recording is not a problem there.
 */
async function countReceivedFrames(
  { run, live, inPath, options }: DubbingRig,
  signal: AbortSignal,
): Promise<Pick<CapturedOutput, 'receivedFrames' | 'receivedProblem'>> {
  try {
    const folder = live.environment.recordingsFolder ?? join(run.folder, COPIES_FOLDER);
    const recording = await findRecording(folder, inPath);
    const video = videoOf(await probeMedia(recording, { signal, withinMs: PROBE_WITHIN_MS }));
    if (video?.frameCount === undefined) return { receivedProblem: `${recording} has no video` };
    return { receivedFrames: video.frameCount };
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return options.environment === 'attach' ? {} : { receivedProblem: error.message };
  }
}
