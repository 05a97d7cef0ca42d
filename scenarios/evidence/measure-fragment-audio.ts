import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { durationOf, MediaToolError, rmsDbfs, similarity } from '../../harness/media/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { AudioCache } from './audio-cache.ts';

/** Measurements of the dubbed audio of a fragment. */
export type FragmentAudioMeasurement = {
  readonly sequence: number;
  readonly segmentS: number;
  /** Why nothing could be measured. */
  readonly problem?: string;
  readonly durationS?: number;
  readonly levelDbfs?: number;
  /** 0 to 1. */
  readonly originalSimilarity?: number;
  readonly sameBytesAsOriginal?: boolean;
};

/** Decodes the original and the dubbed audio of a fragment and compares them. */
export async function measureFragmentAudio(
  fragment: DubbedFragment,
  folder: string,
  cache: AudioCache,
): Promise<FragmentAudioMeasurement> {
  const known = { sequence: fragment.sequenceNumber, segmentS: fragment.durationS };
  if (fragment.dubbed === undefined) return { ...known, problem: 'dubbed_audio is missing' };
  const { original: sent, dubbed: returned } = fragment;
  try {
    const [original, dubbed, originalBytes, dubbedBytes] = await Promise.all([
      cache.decode(sent.path),
      cache.decode(returned.path),
      readFile(join(folder, sent.path)),
      readFile(join(folder, returned.path)),
    ]);
    return {
      ...known,
      durationS: durationOf(dubbed),
      levelDbfs: rmsDbfs(dubbed.samples),
      originalSimilarity: similarity(dubbed, original),
      sameBytesAsOriginal: originalBytes.equals(dubbedBytes),
    };
  } catch (error) {
    if (!(error instanceof MediaToolError)) throw error;
    return { ...known, problem: error.message };
  }
}
