import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';

const PEAKS = 160;
/** One process decodes many files: starting it takes longer than decoding a fragment. */
const FILES_PER_PROCESS = 40;
const MAX_PROCESSES = 4;
/** A received file may be a playlist that refers to hosts. */
const FILES_ONLY = ['-protocol_whitelist', 'file'];
/** Sufficient for the waveform of a voice. */
const SAMPLE_RATE_HZ = 8000;

/**
 * Decodes audio files and computes their waveforms. A file that cannot be decoded, or not in time, has none, so that a
 * report never delays a run.
 *
 * @param paths relative to `folder`
 * @param withinMs for all files together
 */
export async function readPeaks(
  folder: string,
  paths: readonly string[],
  withinMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const signal = AbortSignal.timeout(withinMs);
  const peaks = new Map<string, readonly number[]>();
  const existing = paths.filter((path) => existsSync(join(folder, inFolder(path))));
  const parts = Array.from({ length: Math.ceil(existing.length / FILES_PER_PROCESS) }, (_, index) =>
    existing.slice(index * FILES_PER_PROCESS, (index + 1) * FILES_PER_PROCESS),
  );
  const decodeParts = async (): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      await addPeaks(peaks, folder, part, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), MAX_PROCESSES) }, decodeParts));
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
    // One undecodable file makes the process fail for all of them. Bisection isolates it.
    const middle = Math.ceil(paths.length / 2);
    await addPeaks(peaks, folder, paths.slice(0, middle), signal);
    await addPeaks(peaks, folder, paths.slice(middle), signal);
    return;
  }
  for (const [index, path] of paths.entries()) {
    const pcm = pieces[index];
    if (pcm !== undefined && pcm.length > 0) peaks.set(path, peaksOf(pcm, PEAKS));
  }
}

/** @returns `undefined` when one of the files cannot be decoded or the time is up */
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

/** Confines a path: an event log may be from an untrusted source. */
function inFolder(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '..')
    .join('/');
}

/**
 * The loudest sample of each of `count` equally long sections.
 *
 * @param pcm signed 16-bit little-endian mono
 * @returns 0 to 1 with two decimals; fewer than `count` when there are fewer samples
 */
export function peaksOf(pcm: Buffer, count: number): number[] {
  const samples = Math.floor(pcm.length / 2);
  return Array.from({ length: Math.min(count, samples) }, (_, section) => {
    const from = Math.floor((section * samples) / count);
    const to = Math.max(from + 1, Math.floor(((section + 1) * samples) / count));
    let loudest = 0;
    for (let at = from; at < to; at += 1) loudest = Math.max(loudest, Math.abs(pcm.readInt16LE(at * 2)));
    return Math.round((loudest / 32_768) * 100) / 100;
  });
}
