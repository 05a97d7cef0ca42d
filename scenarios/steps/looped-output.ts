import { join, resolve } from 'node:path';
import { type DecodedMedia, readRecording } from '../../harness/media/index.ts';
import { checkContinuity } from '../checks/check-output.ts';
import { type DubbedFragment, dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { measureOutput, prepareReference } from '../evidence/measure-output.ts';
import { capturedOutputSchema, type OutputMeasurement } from '../evidence/output-measurement.ts';
import { dubbedWindows } from '../evidence/window-audio.ts';
import { captureOutput } from '../rig/capture-output.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

export interface LoopedOutputLimits {
  /** Length of the clip that is published over and over. */
  readonly clipS: number;
  readonly durationToleranceMs: number;
  /** How far A/V sync at the end may be from that at the start. */
  readonly maxDriftMs: number;
}

const WITHIN_MS = 300_000;
const DECODE_WITHIN_MS = 240_000;
/** The loops of a clip are longer than it is by what its sound overhangs. */
const LOOP_MARGIN_S = 1;

/** In the place of step 5 for a looped clip: all of it is there, and A/V sync is the same at the end as at the start. */
export function loopedOutput(limits: LoopedOutputLimits): DubbingStep {
  const { clipS, durationToleranceMs, maxDriftMs } = limits;
  return {
    id: 'output-stream',
    title: 'The output is as long as what was published, and in sync to its end',
    timeoutMs: WITHIN_MS,
    async run(ctx, rig) {
      const { clipFile, clip } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { list } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const capture = await ctx.evidence('captured-output', capturedOutputSchema, () =>
        captureOutput(ctx, rig),
      );
      ctx.attachFile('capture', capture.path, 'video/mp4');
      const file = join(rig.run.folder, capture.path);
      const options = { signal: ctx.signal, withinMs: DECODE_WITHIN_MS };
      const { probe, decoded } = await readRecording(file, options, rig.decodedOutput);

      /** Measures the loop that begins at `fromS`, in the windows that lie in it as a whole. */
      const measureLoop = async (fromS: number): Promise<OutputMeasurement> => {
        const within = list
          .filter(({ startS, durationS }) => startS >= fromS && startS + durationS <= fromS + clipS)
          .map((fragment): DubbedFragment => ({ ...fragment, startS: fragment.startS - fromS }));
        const reference = await prepareReference(
          [{ file: resolve(rig.run.folder, clipFile), startS: 0, durationS: clipS }],
          dubbedWindows(within),
          rig.sounds,
          ctx.signal,
        );
        const loop = { probe, decoded: framesBetween(decoded, fromS, fromS + clipS) };
        return measureOutput(loop, reference, { late: false, leadInS: 0 });
      };
      const [start, end] = [await measureLoop(0), await measureLoop(clip.durationS - clipS)];

      const toleranceS = durationToleranceMs / 1000;
      ctx.check('output-duration', {
        actual: Math.round((start.durationS ?? Number.NaN) * 1000) / 1000,
        limit: { min: clip.durationS - toleranceS, max: clip.durationS + toleranceS },
        unit: 's',
      });
      checkContinuity(ctx, start);
      for (const [when, { windows, avSync }] of [['start', start] as const, ['end', end] as const]) {
        ctx.check('loop-segment-audio', {
          instance: when,
          actual: windows.map(({ heard }) => heard),
          expected: windows.map(() => 'dubbed'),
        });
        ctx.record('loop-av-offset', {
          instance: when,
          value: round(avSync.medianMs),
          unit: `ms (n ${avSync.n}; positive: audio late)`,
        });
      }
      ctx.check('av-drift-start-to-end', {
        actual:
          round((end.avSync.medianMs ?? Number.NaN) - (start.avSync.medianMs ?? Number.NaN)) ?? Number.NaN,
        limit: { min: -maxDriftMs, max: maxDriftMs },
        unit: 'ms',
      });
      return end;
    },
  };
}

function framesBetween({ frames, audio }: DecodedMedia, fromS: number, toS: number): DecodedMedia {
  const isWithin = (ptsS: number): boolean => ptsS >= fromS - LOOP_MARGIN_S && ptsS < toS + LOOP_MARGIN_S;
  return { frames: frames.filter(({ ptsS }) => isWithin(ptsS)), audio };
}

function round(valueMs: number | null): number | null {
  return valueMs === null ? null : Math.round(valueMs * 100) / 100;
}
