import { copyFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../engine/index.ts';

/** The output was not recorded. */
export class CaptureError extends HarnessError {
  readonly folder: string;

  constructor(folder: string, found: string, cause?: unknown) {
    super(`expected one recording of the output in ${folder}, found ${found}`, {
      code: 'CAPTURE_MISSING',
      fault: 'PRODUCT',
      cause,
    });
    this.folder = folder;
  }
}

/** A recording as MediaMTX left it. */
export interface Capture {
  /** Absolute path. */
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * MediaMTX's own recording of a path, which loses nothing at the head (design §4).
 *
 * @param recordingsFolder that MediaMTX records into
 * @param path MediaMTX path, e.g. `live/x/out`
 * @returns the file, which grows while the path is on air
 * @throws {CaptureError} when there is no recording, or more than one: the output was interrupted
 */
export async function findRecording(recordingsFolder: string, path: string): Promise<string> {
  const folder = join(recordingsFolder, ...path.split('/'));
  let files: string[];
  try {
    files = (await readdir(folder)).filter((name) => name.endsWith('.mp4')).sort();
  } catch (error) {
    throw new CaptureError(folder, 'no such folder', error);
  }
  const [recording, ...others] = files;
  if (recording === undefined) throw new CaptureError(folder, 'none');
  if (others.length > 0) throw new CaptureError(folder, `${files.length}: ${files.join(', ')}`);
  return join(folder, recording);
}

/**
 * Copies the recording of a path whose publisher has gone.
 *
 * @param target file to write
 * @throws {CaptureError}
 */
export async function takeRecording(
  recordingsFolder: string,
  path: string,
  target: string,
): Promise<Capture> {
  await copyFile(await findRecording(recordingsFolder, path), target);
  return { file: target, sizeBytes: (await stat(target)).size };
}
