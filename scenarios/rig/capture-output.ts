import { join, relative } from 'node:path';
import type { DubbingContext } from '../checks/check-context.ts';
import { CAPTURE_FILE, type CapturedOutput } from '../evidence/output-measurement.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { receivedFrames } from './received-frames.ts';

const OUTPUT_ENDS_WITHIN_MS = 60_000;

/** Waits until the output has ended and puts all of it into the run folder. */
export async function captureOutput(ctx: DubbingContext, rig: DubbingRig): Promise<CapturedOutput> {
  const { output } = rig.live;
  const {
    onAirAtMs,
    endedAtMs,
    offAirMs = 0,
  } = await ctx.poll('output has ended', async () => output.state, {
    until: ({ endedAtMs }) => endedAtMs !== undefined,
    everyMs: 20,
    withinMs: OUTPUT_ENDS_WITHIN_MS,
    expected: `${rig.outPath} was on air and has ended`,
    summarise: (state) =>
      state.endedAtMs !== undefined ? 'ended' : state.onAirAtMs !== undefined ? 'on air' : 'not on air yet',
  });
  const path = rig.fileName(CAPTURE_FILE);
  const times = { onAirAtMs: onAirAtMs ?? 0, endedAtMs: endedAtMs ?? 0, offAirMs };
  const { folder } = rig.run;
  const { sizeBytes, publications } = await output.source.take(join(folder, path), ctx.signal);
  const received = await receivedFrames(rig, ctx.signal);
  return {
    ...{ path, by: output.source.by, sizeBytes, ...times },
    ...(received !== undefined && { receivedFrames: received }),
    ...(publications && {
      publications: publications.map(({ file, startS }) => ({ path: relative(folder, file), startS })),
    }),
  };
}
