import { z } from 'zod';
import {
  type OutputMeasurement,
  outputMeasurementSchema,
  type SegmentMeasurement,
  segmentMeasurementSchema,
} from '../../../harness/run-data/output-measurement.ts';
import type { Bounds } from '../../format/values.ts';
import { readFields } from './read-fields.ts';

/** The measurements of the output. What is absent or `null` was not measured. */
export interface OutputMeasures extends Partial<Omit<OutputMeasurement, 'frames' | 'segments'>> {
  readonly frames: Partial<OutputMeasurement['frames']>;
  readonly segments: readonly Partial<SegmentMeasurement>[];
}

/** The output of the pipeline, captured and measured. */
export interface OutputView {
  /** The captured video, in the run folder. */
  readonly capturePath?: string;
  readonly measured?: OutputMeasures;
  /** The limit of the A/V offset, from the check that compares it. */
  readonly offsetLimitMs?: Bounds;
}

const fieldsSchema = z.record(z.string(), z.unknown());
const partsSchema = z.object({ frames: fieldsSchema, segments: z.array(z.unknown()) });
const measurementShape = outputMeasurementSchema.out;
const segmentShape = segmentMeasurementSchema.out;

/**
 * Reads measurements of the output field by field, so that one that is missing or invalid does not hide the others.
 *
 * @param output of any step
 * @returns undefined when it contains no measurements of the output
 */
export function readOutput(output: unknown): OutputMeasures | undefined {
  const current = z.safeParse(outputMeasurementSchema.in, output).data;
  const { data: parts } = partsSchema.safeParse(current);
  if (parts === undefined) return undefined;
  return {
    ...readFields(measurementShape.omit({ frames: true, segments: true }), current),
    frames: readFields(measurementShape.shape.frames, parts.frames),
    segments: parts.segments.map((segment) =>
      readFields(segmentShape, z.safeParse(segmentMeasurementSchema.in, segment).data),
    ),
  };
}

type DifferenceKind = 'missing' | 'repeated' | 'changed' | 'inserted';

/** Consecutive frames of the clip with the same result in the output. `unknown`: not measured. */
export interface FrameStretch {
  readonly kind: DifferenceKind | 'same' | 'unknown';
  readonly from: number;
  readonly count: number;
}

/** The frames of the clip as stretches. */
export interface FrameStretches {
  /** In order. */
  readonly stretches: readonly FrameStretch[];
  /** The number of differences with a known position. Only the first ones have one. */
  readonly placed: number;
  readonly unplaced: number;
}

/** @returns undefined when the number of frames was not measured */
export function frameStretches({ frames }: OutputMeasures): FrameStretches | undefined {
  const { reference, identical, missingHead = 0, missingTail = 0, firstDifferences = [] } = frames;
  if (reference === undefined) return undefined;
  const kinds = new Map<number, DifferenceKind>();
  for (let index = 0; index < missingHead; index += 1) kinds.set(index, 'missing');
  for (let index = reference - missingTail; index < reference; index += 1) kinds.set(index, 'missing');
  let placed = missingHead + missingTail;
  for (const { kind, referenceIndex } of firstDifferences) {
    if (referenceIndex === undefined || kinds.has(referenceIndex)) continue;
    kinds.set(referenceIndex, kind);
    placed += 1;
  }
  const counts = [frames.missingHead, frames.missingInside, frames.missingTail];
  const differences = [...counts, frames.changed, frames.repeated, frames.inserted];
  const isMeasured = identical === reference || differences.every((count) => count !== undefined);
  const stretches: { kind: FrameStretch['kind']; from: number; count: number }[] = [];
  for (let index = 0; index < reference; index += 1) {
    const kind = kinds.get(index) ?? (isMeasured ? 'same' : 'unknown');
    const last = stretches.at(-1);
    if (last?.kind === kind) last.count += 1;
    else stretches.push({ kind, from: index, count: 1 });
  }
  const total = differences.reduce((sum: number, count = 0) => sum + count, 0);
  return { stretches, placed, unplaced: Math.max(0, total - placed) };
}
