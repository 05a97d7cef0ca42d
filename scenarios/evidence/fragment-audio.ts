import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { durationOf, MediaToolError, rmsDbfs, similarity } from '../../harness/media/index.ts';
import type { DubbedFragment } from './dubbed-fragments.ts';
import type { SoundCache } from './sound-cache.ts';

/** What a fragment's dubbed audio is, measured. */
export type FragmentAudioMeasurement = {
  readonly sequence: number;
  readonly windowS: number;
  /** Why there is nothing to measure. */
  readonly problem?: string;
  readonly durationS?: number;
  readonly levelDbfs?: number;
  /** Up to 1: the same sound as the original. */
  readonly likenessToOriginal?: number;
  readonly sameBytesAsOriginal?: boolean;
};

/** Decodes a fragment's audio, both ways, and compares. */
export async function measureFragmentAudio(
  fragment: DubbedFragment,
  folder: string,
  sounds: SoundCache,
): Promise<FragmentAudioMeasurement> {
  const known = { sequence: fragment.sequenceNumber, windowS: fragment.durationS };
  if (fragment.dubbed === undefined) return { ...known, problem: 'there is no dubbed_audio' };
  const { original: sent, dubbed: returned } = fragment;
  try {
    const [original, dubbed, originalBytes, dubbedBytes] = await Promise.all([
      sounds.decode(sent.path),
      sounds.decode(returned.path),
      readFile(join(folder, sent.path)),
      readFile(join(folder, returned.path)),
    ]);
    return {
      ...known,
      durationS: durationOf(dubbed),
      levelDbfs: rmsDbfs(dubbed.samples),
      likenessToOriginal: similarity(dubbed, original),
      sameBytesAsOriginal: originalBytes.equals(dubbedBytes),
    };
  } catch (error) {
    if (!(error instanceof MediaToolError)) throw error;
    return { ...known, problem: error.message };
  }
}
