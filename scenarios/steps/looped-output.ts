import { join, resolve } from 'node:path';
import { type DecodedMedia, readRecording } from '../../harness/media/index.ts';
import { capturedOutputSchema } from '../../harness/run-data/captured-output.ts';
import { type DubbedFragment, dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from '../checks/check-context.ts';
import { checkPacketGaps } from '../checks/check-output.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { dubbedSegments } from '../evidence/segments.ts';
import { captureOutput } from '../output/capture-output.ts';
import { measureOutput, prepareReference } from '../output/measure-output.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

export interface LoopedOutputLimits {
  /** Length of the looped clip. */
  readonly clipS: number;
  readonly durationToleranceMs: number;
  /** Largest difference between the A/V offset at the end and at the start. */
  readonly maxDriftMs: number;
  /** Time for the measurement. 300 s by default, enough for ten minutes of media. */
  readonly withinMs?: number;
}

const WITHIN_MS = 300_000;
/** Decoding takes most of the time. */
const DECODE_SHARE = 0.8;
/** A loop is longer than the clip when its audio is longer than its video. */
const LOOP_MARGIN_S = 1;

/** Takes the place of step 5 for a looped clip: the output is complete, and A/V sync does not drift. */
export function loopedOutput(limits: LoopedOutputLimits): DubbingStep {
  const { clipS, durationToleranceMs, withinMs = WITHIN_MS } = limits;
  return {
    id: 'output-stream',
    title: 'The output lasts as long as what was published, and stays in sync to its end',
    timeoutMs: withinMs,
    async run(ctx, rig) {
      const { clipFile, clip } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { list } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const capture = await ctx.evidence('captured-output', capturedOutputSchema, () =>
        captureOutput(ctx, rig, { endsEarly: false }),
      );
      ctx.attachFile('capture', capture.path, 'video/mp4');
      const file = join(rig.run.folder, capture.path);
      const options = { signal: ctx.signal, withinMs: withinMs * DECODE_SHARE };
      const { probe, decoded } = await readRecording(file, options, rig.decodedOutput);

      /** Measures the loop that starts at `fromS`, in the segments that lie completely in it. */
      const measureLoop = async (fromS: number): Promise<OutputMeasurement> => {
        const within = list
          .filter(({ startS, durationS }) => startS >= fromS && startS + durationS <= fromS + clipS)
          .map((fragment): DubbedFragment => ({ ...fragment, startS: fragment.startS - fromS }));
        const reference = await prepareReference(
          [{ file: resolve(rig.run.folder, clipFile), startS: 0, durationS: clipS }],
          dubbedSegments(within),
          rig.audioCache,
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
      checkPacketGaps(ctx, start, clip);
      checkLoops(ctx, { start, end }, limits);
      return end;
    },
  };
}

type Loop = Pick<OutputMeasurement, 'segments' | 'avSync'>;

/** Checks the audio of the first and of the last loop, and the drift of A/V sync between them. */
export function checkLoops(
  ctx: CheckContext,
  { start, end }: { readonly start: Loop; readonly end: Loop },
  { maxDriftMs }: Pick<LoopedOutputLimits, 'maxDriftMs'>,
): void {
  for (const [instance, { segments, avSync }] of Object.entries({ start, end })) {
    if (segments.length === 0)
      ctx.notMeasured('loop-segment-audio', {
        instance,
        reason: 'no fragment of this loop came back dubbed',
      });
    else
      ctx.check('loop-segment-audio', {
        instance,
        actual: segments.map(({ audio }) => audio),
        expected: segments.map(() => 'dubbed'),
      });
    ctx.record('loop-av-offset', {
      instance,
      value: avSync.medianMs === null ? null : round(avSync.medianMs),
      unit: `ms (n ${avSync.n}; positive: audio late)`,
    });
  }
  const [startMs, endMs] = [start.avSync.medianMs, end.avSync.medianMs];
  if (startMs === null || endMs === null) {
    const loop = startMs === null ? 'first' : 'last';
    ctx.notMeasured('av-drift-start-to-end', {
      reason: `no segment of the ${loop} loop was found in the output`,
    });
  } else {
    ctx.check('av-drift-start-to-end', {
      actual: round(endMs - startMs),
      limit: { min: -maxDriftMs, max: maxDriftMs },
      unit: 'ms',
    });
  }
}

function framesBetween({ frames, audio }: DecodedMedia, fromS: number, toS: number): DecodedMedia {
  const isWithin = (ptsS: number): boolean => ptsS >= fromS - LOOP_MARGIN_S && ptsS < toS + LOOP_MARGIN_S;
  return { frames: frames.filter(({ ptsS }) => isWithin(ptsS)), audio };
}

function round(valueMs: number): number {
  return Math.round(valueMs * 100) / 100;
}
