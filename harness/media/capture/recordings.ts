import { copyFile, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HarnessError } from '../../engine/index.ts';

/** MediaMTX's box in the header of a recording: version and flags, stream id, number, DTS and wall clock. */
const START_BOX = 'mtxi';
/** Offset of the DTS, in nanoseconds, from the name of the box. */
const DTS_OFFSET = 4 + 4 + 16 + 8;
const NANOSECONDS = 1e9;
/** Contains the header, which is short. */
const HEAD_BYTES = 64 * 1024;

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

/** A copied recording. */
export interface Capture {
  /** Absolute path. */
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * Finds MediaMTX's recording of a path, which misses nothing at its start, unlike the capture of a reader.
 *
 * @param recordingsFolder the folder that MediaMTX records into
 * @param path MediaMTX path, e.g. `live/x/out`
 * @returns the file, which grows while the path is published
 * @throws {CaptureError} when there is no recording, or more than one because the output was interrupted
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
 * Finds all of MediaMTX's recordings of a path, one for each time that it was published, oldest first.
 *
 * @throws {CaptureError} when there is no recording
 */
export async function findRecordings(recordingsFolder: string, path: string): Promise<string[]> {
  const folder = folderOf(recordingsFolder, path);
  let files: string[];
  try {
    // File names are start times.
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
 * Copies the recording of a path whose publisher has disconnected.
 *
 * @param target path of the copy
 * @throws {CaptureError}
 */
export async function copyRecording(
  recordingsFolder: string,
  path: string,
  target: string,
): Promise<Capture> {
  return await copyTo(await findRecording(recordingsFolder, path), target);
}

/**
 * Copies all recordings of a path whose publisher has disconnected.
 *
 * @param targetOf path of the copy of each recording, by its index
 * @throws {CaptureError}
 */
export async function copyRecordings(
  recordingsFolder: string,
  path: string,
  targetOf: (index: number) => string,
): Promise<Capture[]> {
  const found = await findRecordings(recordingsFolder, path);
  return await Promise.all(found.map((file, index) => copyTo(file, targetOf(index))));
}

async function copyTo(file: string, target: string): Promise<Capture> {
  await copyFile(file, target);
  return { file: target, sizeBytes: (await stat(target)).size };
}

/**
 * Reads when a recording of MediaMTX starts on the clock of its publisher. The timestamps in the file start at 0.
 *
 * @returns undefined for a file that was not written by MediaMTX
 */
export async function recordingStartS(file: string): Promise<number | undefined> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
  const box = buffer.subarray(0, bytesRead).indexOf(START_BOX);
  if (box < 0 || box + DTS_OFFSET + 8 > bytesRead) return undefined;
  return Number(buffer.readBigInt64BE(box + DTS_OFFSET)) / NANOSECONDS;
}
