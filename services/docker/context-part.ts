import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A part of the build context of an image. */
export interface ContextPart {
  /** Its path in the build context. */
  readonly to: string;
  /** Changes with the content. */
  fingerprint(): Promise<string>;
  /** Creates it at `path`, which must not exist; parent folders may be missing. */
  place(path: string): Promise<void>;
}

/** A copy of a file with its permissions. */
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

/** The files of a folder whose relative path is wanted, with their subfolders. */
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
