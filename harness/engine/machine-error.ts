import { statSync } from 'node:fs';

/** How the operating system refuses a call because of the state of the machine, and what helps. */
const PROBLEMS: Readonly<Record<string, readonly [problem: string, advice: string]>> = {
  EACCES: ['permission denied', 'give this user access to it, or run as the user who owns it'],
  EPERM: ['operation not permitted', 'run as the user who owns it'],
  EROFS: ['the file system is read-only', 'use a folder that can be written'],
  ENOSPC: ['no space is left on the disk', 'free some space on it'],
  EDQUOT: ['the disk quota is used up', 'free some space on it'],
  EIO: ['the disk does not work', 'check the disk'],
  EMFILE: ['too many files are open', 'raise the limit, as with ulimit -n 4096'],
  ENFILE: ['too many files are open on this machine', 'end other programs'],
  EAGAIN: [
    'no more processes can be started',
    'raise the limit, as with ulimit -u 4096, or end other programs',
  ],
  ENOMEM: ['there is not enough memory', 'end other programs'],
  ENOTDIR: ['a part of the path is not a folder', 'name another path'],
  EISDIR: ['it is a folder', 'name a file'],
  ENAMETOOLONG: ['the name is too long', 'use a shorter one'],
};

/** The name of a new folder may also be taken by another folder, which is no problem of the machine. */
const FILE_FOR_FOLDER = [
  'a file has the name of the folder',
  'delete or rename it, or name another path',
] as const;

function isFileForFolder(error: Error): boolean {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  return (
    code === 'EEXIST' &&
    syscall === 'mkdir' &&
    typeof path === 'string' &&
    statSync(path, { throwIfNoEntry: false })?.isFile() === true
  );
}

function knownProblem(code: string): readonly [problem: string, advice: string] | undefined {
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
}

/**
 * Describes a refusal of the operating system that the state of the machine explains, such as a full disk, in one
 * sentence.
 *
 * @returns undefined for any other error
 */
export function machineProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const known = isFileForFolder(error) ? FILE_FOR_FOLDER : knownProblem(error.code);
  // Libraries use some of these codes for errors of their own, without a system call.
  if (known === undefined || !('syscall' in error) || typeof error.syscall !== 'string') return undefined;
  const [problem, advice] = known;
  const path = 'dest' in error ? error.dest : 'path' in error ? error.path : undefined;
  const what = typeof path === 'string' ? `${error.syscall} ${path}` : error.syscall;
  return `${what}: ${problem}; ${advice}`;
}
