import { mkdir, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../engine/index.ts';
import { machineProblem } from '../engine/machine-error.ts';

/** Runs cannot work on this machine in its present state. */
export class MachineNotReadyError extends HarnessError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'MACHINE_NOT_READY', fault: 'ENVIRONMENT', cause });
  }
}

/** What limits the processes of a run. */
export interface MachineLimits {
  /** Descriptors that one process may have open. */
  readonly openFiles: number;
  /** Processes and threads that the user may start in all. */
  readonly processes: number;
  /** Space that this user may still use in the runs folder. */
  readonly freeBytes: number;
  /** Files that may still be created in it; `undefined` where the file system has no such limit. */
  readonly freeFiles: number | undefined;
  readonly nowMs: number;
}

/** The harness reads the code of the services side by side at its start: about 150 files. */
const MIN_OPEN_FILES = 256;
/** Harness, reaper, MediaMTX, two services and six ffmpeg have about 130 threads. */
const MIN_PROCESSES = 256;
/** A run of the 30 s clip writes 12 MB, and its recordings are written twice while it is measured. */
const MIN_FREE_BYTES = 50_000_000;
/** A run writes some 60 files. */
const MIN_FREE_FILES = 100;
/** A clock without a battery starts at 1970. Certificates, run ids and the order of runs need the date. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);

/**
 * Checks before a run that the machine lets it work at all.
 *
 * @param runsFolder is created if missing
 * @throws {MachineNotReadyError} with the first problem in one sentence; errors of the system about the folders
 */
export async function requireMachine(runsFolder: string): Promise<void> {
  await mkdir(runsFolder, { recursive: true });
  await requireWritable(runsFolder, 'The runs folder');
  await requireWritable(tmpdir(), 'The folder for temporary files (TMPDIR)');
  const problem = limitProblem(await readLimits(runsFolder), runsFolder);
  if (problem !== undefined) throw new MachineNotReadyError(problem);
}

/** The first limit that is too low for a run, in one sentence. */
export function limitProblem(limits: MachineLimits, runsFolder: string): string | undefined {
  const { openFiles, processes, freeBytes, freeFiles, nowMs } = limits;
  if (nowMs < EARLIEST_MS) {
    return `The clock of this machine shows ${new Date(nowMs).toISOString()}, and a run needs the date: set the clock, as with timedatectl set-ntp true.`;
  }
  if (openFiles < MIN_OPEN_FILES) {
    return `A process may have ${openFiles} files open, and a run needs ${MIN_OPEN_FILES}: raise the limit, as with ulimit -n 4096.`;
  }
  if (processes < MIN_PROCESSES) {
    return `This user may have ${processes} processes and threads, and a run needs ${MIN_PROCESSES}: raise the limit, as with ulimit -u 4096.`;
  }
  if (freeBytes < MIN_FREE_BYTES) {
    return `The disk of ${runsFolder} has ${Math.floor(freeBytes / 1e6)} MB left, and a run needs ${MIN_FREE_BYTES / 1e6} MB: free some space on it.`;
  }
  if (freeFiles !== undefined && freeFiles < MIN_FREE_FILES) {
    return `The disk of ${runsFolder} can hold ${freeFiles} more files, and a run needs ${MIN_FREE_FILES}: delete files on it.`;
  }
  return undefined;
}

async function requireWritable(folder: string, what: string): Promise<void> {
  try {
    await rm(await mkdtemp(join(folder, '.dubstep-')), { recursive: true });
  } catch (error) {
    // A full disk is described with its numbers.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') return;
    const problem = machineProblem(error) ?? (code === 'ENOENT' ? 'it does not exist; create it' : undefined);
    if (problem === undefined) throw error;
    throw new MachineNotReadyError(`${what} cannot be written: ${problem}.`, error);
  }
}

async function readLimits(runsFolder: string): Promise<MachineLimits> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const { bavail, bsize, files, ffree } = await statfs(runsFolder);
  const isRoot = process.geteuid?.() === 0;
  return {
    openFiles: softLimit(limits, 'Max open files'),
    // The kernel does not limit root.
    processes: isRoot ? Number.POSITIVE_INFINITY : softLimit(limits, 'Max processes'),
    freeBytes: bavail * bsize,
    // Some file systems, such as btrfs, create the records of files as needed and report 0 of 0.
    freeFiles: files === 0 ? undefined : ffree,
    nowMs: Date.now(),
  };
}

/** @returns Infinity for `unlimited`, and where there is no such file */
function softLimit(limits: string, name: string): number {
  const [, value] = new RegExp(`^${name} +(\\d+)`, 'm').exec(limits) ?? [];
  return value === undefined ? Number.POSITIVE_INFINITY : Number(value);
}
