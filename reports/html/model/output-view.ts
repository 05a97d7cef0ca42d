import { z } from 'zod';

const optionalNumber = z.number().nullish().catch(undefined);
const count = z.number().catch(0);

/** The measurements of the output, as the step that makes them returns them. */
export const outputSchema = z.object({
  durationS: optionalNumber,
  videoCodec: z.string().nullish().catch(undefined),
  audioCodec: z.string().nullish().catch(undefined),
  frames: z.object({
    reference: z.number(),
    identical: count,
    missingHead: count,
    missingInside: count,
    missingTail: count,
    changed: count,
    repeated: count,
    inserted: count,
    firstDifferences: z
      .array(
        z.object({ kind: z.string(), referenceIndex: z.number().optional(), ptsS: z.number().optional() }),
      )
      .catch([]),
  }),
  windows: z.array(
    z.object({
      sequence: z.number(),
      heard: z.string().catch('unknown'),
      dubbedCoefficient: optionalNumber,
      originalCoefficient: optionalNumber,
      levelDbfs: optionalNumber,
      deltaMs: optionalNumber,
      notMeasuredBecause: z.string().optional().catch(undefined),
    }),
  ),
});
export type OutputMeasures = z.infer<typeof outputSchema>;

/** The output of the pipeline, as it was captured and measured. */
export interface OutputView {
  /** The captured video, in the run folder. */
  readonly capturePath?: string;
  readonly measured?: OutputMeasures;
  /** Bounds of the A/V offset, when a step has some. */
  readonly syncLimitMs?: { readonly min?: number; readonly max?: number };
}

/** A stretch of the clip's frames and what became of it in the output. */
export interface FrameStretch {
  readonly kind: 'same' | 'missing' | 'repeated' | 'changed' | 'inserted';
  readonly from: number;
  readonly count: number;
}

/**
 * The clip's frames as stretches. Only the first differences of a run are kept with their place; when there are more,
 * the places of the rest are not known.
 *
 * @returns the stretches in order, and how many differences could not be placed
 */
export function frameStretches({ frames }: OutputMeasures): { stretches: FrameStretch[]; unplaced: number } {
  const kinds = new Map<number, FrameStretch['kind']>();
  for (let index = 0; index < frames.missingHead; index += 1) kinds.set(index, 'missing');
  for (let index = frames.reference - frames.missingTail; index < frames.reference; index += 1)
    kinds.set(index, 'missing');
  let placed = frames.missingHead + frames.missingTail;
  for (const { kind, referenceIndex } of frames.firstDifferences) {
    if (referenceIndex === undefined || kinds.has(referenceIndex) || !isDifference(kind)) continue;
    kinds.set(referenceIndex, kind);
    placed += 1;
  }
  const all = frames.missingHead + frames.missingInside + frames.missingTail;
  const stretches: { kind: FrameStretch['kind']; from: number; count: number }[] = [];
  for (let index = 0; index < frames.reference; index += 1) {
    const kind = kinds.get(index) ?? 'same';
    const last = stretches.at(-1);
    if (last?.kind === kind) last.count += 1;
    else stretches.push({ kind, from: index, count: 1 });
  }
  const unplaced = all + frames.changed + frames.repeated + frames.inserted - placed;
  return { stretches, unplaced: Math.max(0, unplaced) };
}

function isDifference(kind: string): kind is Exclude<FrameStretch['kind'], 'same'> {
  return ['missing', 'repeated', 'changed', 'inserted'].includes(kind);
}
