import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePcm, durationOf, likeness, MediaToolError, rmsDbfs } from '../../harness/media/index.ts';
import type { DubbedFragment } from './dubbed-fragments.ts';

const DECODE_WITHIN_MS = 10_000;

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
  signal: AbortSignal,
): Promise<FragmentAudioMeasurement> {
  const known = { sequence: fragment.sequenceNumber, windowS: fragment.durationS };
  if (fragment.dubbed === undefined) return { ...known, problem: 'there is no dubbed_audio' };
  const [originalFile, dubbedFile] = [
    join(folder, fragment.original.path),
    join(folder, fragment.dubbed.path),
  ];
  const options = { signal, withinMs: DECODE_WITHIN_MS };
  try {
    const [original, dubbed, originalBytes, dubbedBytes] = await Promise.all([
      decodePcm(originalFile, options),
      decodePcm(dubbedFile, options),
      readFile(originalFile),
      readFile(dubbedFile),
    ]);
    return {
      ...known,
      durationS: durationOf(dubbed),
      levelDbfs: rmsDbfs(dubbed.samples),
      likenessToOriginal: likeness(dubbed, original),
      sameBytesAsOriginal: originalBytes.equals(dubbedBytes),
    };
  } catch (error) {
    if (!(error instanceof MediaToolError)) throw error;
    return { ...known, problem: error.message };
  }
}
