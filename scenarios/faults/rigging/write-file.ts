import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaultStage } from '../fault-stage.ts';

/**
 * Writes a file of a deployment.
 *
 * @param path in the folder of the stage, such as `etc/hook`
 * @returns its absolute path
 */
export async function writeStaged(stage: FaultStage, path: string, text: string): Promise<string> {
  const file = join(stage.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

/** Writes an executable script of a deployment, such as a program that stands before another one on PATH. */
export async function writeScript(stage: FaultStage, path: string, text: string): Promise<string> {
  const file = await writeStaged(stage, path, text);
  await chmod(file, 0o755);
  return file;
}
