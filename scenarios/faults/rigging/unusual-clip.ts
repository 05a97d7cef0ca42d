import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { writeManifest } from '../../../fixtures/generator/write-manifest.ts';
import { findFixture, type SpokenWord, verifyFixture } from '../../../fixtures/index.ts';
import type { FaultStage } from '../fault-stage.ts';

const CLIP = '10s-counting-english';

/** How a clip is made from the clip of `quick`. */
export interface ClipRecipe {
  /** Arguments of ffmpeg before the clip. */
  readonly before?: readonly string[];
  /** Further inputs; `{clip}` is the clip of `quick`. */
  readonly inputs?: readonly string[];
  /** Arguments of ffmpeg for the output. */
  readonly args: readonly string[];
  /** `mp4` by default. */
  readonly extension?: string;
  /** The words that its manifest lists: those of the clip of `quick` by default. */
  readonly words?: (words: readonly SpokenWord[]) => SpokenWord[];
}

/** Writes a clip and its manifest. @returns the path of the clip */
export async function writeClip(
  stage: Pick<FaultStage, 'folder'>,
  { before = [], inputs = [], args, extension = 'mp4', words }: ClipRecipe,
): Promise<string> {
  const clip = await findFixture(CLIP);
  const target = join(stage.folder, 'clips', `lesson 1.${extension}`);
  await mkdir(dirname(target), { recursive: true });
  const others = inputs.map((argument) => (argument === '{clip}' ? clip : argument));
  await execa('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...before, '-i', clip, ...others, ...args, target]);
  const { words: spoken } = await verifyFixture(clip);
  await writeManifest(target, 'en', words?.(spoken) ?? spoken);
  return target;
}
