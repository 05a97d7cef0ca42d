import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A part of the folder that an image is built from. */
export interface ContextPart {
  /** Its place in that folder. */
  readonly to: string;
  /** Changes when its content does. */
  fingerprint(): Promise<string>;
  /** Puts it at `path`, where nothing is yet; the folders above it may be missing. */
  place(path: string): Promise<void>;
}

/** A file as it is, with its permissions. */
export function file(from: string, to: string): ContextPart {
  return {
    to,
    fingerprint: () => fileFingerprint(from),
    place: (path) => cp(from, path),
  };
}

/** A file with this text. */
export function text(content: string, to: string): ContextPart {
  return {
    to,
    fingerprint: async () => content,
    place: async (path) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
  };
}

/** Those files of a folder whose path in it is wanted, with their folders. */
export function folder(from: string, to: string, isWanted: (path: string) => boolean): ContextPart {
  const wantedFiles = async (): Promise<string[]> => {
    const entries = await readdir(from, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files
      .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1))
      .filter(isWanted)
      .toSorted();
  };
  return {
    to,
    fingerprint: async () => {
      const files = await wantedFiles();
      const prints = await Promise.all(files.map((path) => fileFingerprint(join(from, path))));
      return files.map((path, index) => `${path} ${prints[index]}`).join('\n');
    },
    place: async (path) => {
      for (const wanted of await wantedFiles()) await cp(join(from, wanted), join(path, wanted));
    },
  };
}

async function fileFingerprint(path: string): Promise<string> {
  const [content, { mode }] = await Promise.all([readFile(path), stat(path)]);
  const executable = (mode & 0o100) !== 0;
  return `${createHash('sha256').update(content).digest('hex')}${executable ? ' executable' : ''}`;
}
