import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A folder of a test's own, which goes away with `await using`. */
export async function createTempFolder() {
  const path = await mkdtemp(join(tmpdir(), 'dubstep-media-'));
  return {
    path,
    file: (name: string) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Runs ffmpeg with `args` to its end; throws with what it wrote when it fails. */
export async function ffmpeg(args: readonly string[]): Promise<void> {
  await execa('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}
