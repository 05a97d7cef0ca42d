import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { findFixture } from '../../../fixtures/index.ts';
import type { FaultStage } from '../fault-stage.ts';

const CLIP = '10s-counting-english';

/** Copies the clip of `quick` and its manifest. @returns the path of the copy */
export async function copyClip(stage: FaultStage): Promise<string> {
  const clip = await findFixture(CLIP);
  const target = join(stage.folder, 'clips', basename(clip));
  await mkdir(dirname(target), { recursive: true });
  await copyFile(clip, target);
  await copyFile(clip.replace(/\.mp4$/, '.manifest.json'), target.replace(/\.mp4$/, '.manifest.json'));
  return target;
}

/** Writes another version of the clip of `quick`. @param args of ffmpeg, for the output. @returns its path */
export async function convertClip(stage: FaultStage, args: readonly string[]): Promise<string> {
  const target = join(stage.folder, 'clips', 'lesson.mp4');
  await mkdir(dirname(target), { recursive: true });
  await execa('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', await findFixture(CLIP), ...args, target]);
  return target;
}
