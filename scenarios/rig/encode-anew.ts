import { join, resolve } from 'node:path';
import { describeClip } from '../../fixtures/index.ts';
import { encodeClip } from '../../harness/media/index.ts';
import type { Fixture } from './load-fixture.ts';

/** The clip as it was encoded for a scenario, in the run folder. */
export const ENCODED_FILE = 'encoded.mp4';
const ENCODE_WITHIN_MS = 45_000;

/**
 * Encodes a clip as a scenario wants it.
 *
 * @param args of ffmpeg
 * @returns what is published instead of the clip: the same pictures and words at the same times
 * @throws {MediaToolError}
 */
export async function encodeAnew(
  { clipFile, clip, leadInS }: Fixture,
  { args, folder }: { readonly args: readonly string[]; readonly folder: string },
  signal: AbortSignal,
): Promise<Fixture> {
  const target = join(folder, ENCODED_FILE);
  await encodeClip(resolve(folder, clipFile), { args, target, signal, withinMs: ENCODE_WITHIN_MS });
  const { language, words } = clip;
  return { clipFile: ENCODED_FILE, clip: { ...(await describeClip(target)), language, words }, leadInS };
}
