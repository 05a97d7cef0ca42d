import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import { peaksOf } from './peaks.ts';

const PIECES = 160;
/** One process decodes many files: starting it costs more than a fragment does. */
const FILES_PER_PROCESS = 40;
const MAX_PROCESSES = 4;
/** What was received may be a playlist that names hosts. */
const FILES_ONLY = ['-protocol_whitelist', 'file'];
/** Enough for the picture of a voice; ffmpeg resamples what is above. */
const SAMPLE_RATE_HZ = 8000;

/**
 * Decodes audio files and takes their waveforms. What cannot be decoded, or not in time, has none: the page shows the
 * rest, and a run is never held up by its report.
 *
 * @param paths relative to `folder`
 * @param withinMs for all of them together
 */
export async function readPeaks(
  folder: string,
  paths: readonly string[],
  withinMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const signal = AbortSignal.timeout(withinMs);
  const peaks = new Map<string, readonly number[]>();
  const there = paths.filter((path) => existsSync(join(folder, inFolder(path))));
  const parts = Array.from({ length: Math.ceil(there.length / FILES_PER_PROCESS) }, (_, index) =>
    there.slice(index * FILES_PER_PROCESS, (index + 1) * FILES_PER_PROCESS),
  );
  const takeParts = async (): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      await addPeaks(peaks, folder, part, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), MAX_PROCESSES) }, takeParts));
  return peaks;
}

async function addPeaks(
  peaks: Map<string, readonly number[]>,
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const pieces = await decode(folder, paths, signal);
  if (pieces === undefined) {
    if (paths.length === 1) return;
    // One bad file ends the process for all of them: halving finds it in a few more.
    const middle = Math.ceil(paths.length / 2);
    await addPeaks(peaks, folder, paths.slice(0, middle), signal);
    await addPeaks(peaks, folder, paths.slice(middle), signal);
    return;
  }
  for (const [index, path] of paths.entries()) {
    const pcm = pieces[index];
    if (pcm !== undefined && pcm.length > 0) peaks.set(path, peaksOf(pcm, PIECES));
  }
}

/** @returns `undefined` when one of the files cannot be decoded, or time is up */
async function decode(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Buffer[] | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), 'dubstep-peaks-'));
  try {
    const inputs = paths.flatMap((path) => [...FILES_ONLY, '-i', join(folder, inFolder(path))]);
    const outputs = paths.flatMap((_, index) => [
      ...['-map', `${index}:a:0`, '-ac', '1', '-ar', String(SAMPLE_RATE_HZ), '-f', 's16le'],
      join(scratch, String(index)),
    ]);
    await execa('ffmpeg', ['-nostdin', '-loglevel', 'error', ...inputs, ...outputs], {
      cancelSignal: signal,
    });
    return await Promise.all(paths.map((_, index) => readFile(join(scratch, String(index)))));
  } catch (error) {
    if (error instanceof ExecaError) return undefined;
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The paths come from the event log, which may have come from elsewhere. */
function inFolder(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '..')
    .join('/');
}
