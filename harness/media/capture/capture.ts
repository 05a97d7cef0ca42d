import { copyFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HarnessError } from '../../engine/index.ts';

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
  const [recording = '', ...others] = await findRecordings(recordingsFolder, path);
  if (others.length > 0) {
    const names = [recording, ...others].map((file) => basename(file));
    throw new CaptureError(folderOf(recordingsFolder, path), `${names.length}: ${names.join(', ')}`);
  }
  return recording;
}

/**
 * All of MediaMTX's recordings of a path, one for each time that it was published, oldest first.
 *
 * @throws {CaptureError} when there is none
 */
export async function findRecordings(recordingsFolder: string, path: string): Promise<string[]> {
  const folder = folderOf(recordingsFolder, path);
  let files: string[];
  try {
    // They are named by the time at which they begin.
    files = (await readdir(folder)).filter((name) => name.endsWith('.mp4')).sort();
  } catch (error) {
    throw new CaptureError(folder, 'no such folder', error);
  }
  if (files.length === 0) throw new CaptureError(folder, 'none');
  return files.map((name) => join(folder, name));
}

function folderOf(recordingsFolder: string, path: string): string {
  return join(recordingsFolder, ...path.split('/'));
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
  return await copyOf(await findRecording(recordingsFolder, path), target);
}

/**
 * Copies all recordings of a path whose publisher has gone.
 *
 * @param targetOf the file to write for each of them, counted from 0
 * @throws {CaptureError}
 */
export async function takeRecordings(
  recordingsFolder: string,
  path: string,
  targetOf: (index: number) => string,
): Promise<Capture[]> {
  const found = await findRecordings(recordingsFolder, path);
  return await Promise.all(found.map((file, index) => copyOf(file, targetOf(index))));
}

async function copyOf(file: string, target: string): Promise<Capture> {
  await copyFile(file, target);
  return { file: target, sizeBytes: (await stat(target)).size };
}
