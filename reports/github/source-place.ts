import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord } from '../../harness/engine/event.ts';

const FRAME = /^\s+at .*?\(?((?:file:\/\/)?\/[^)\n]*):(\d+):\d+\)?$/gm;
/** Where errors are made, not where they come from. */
const MACHINERY = /^(?:node_modules|harness\/engine)\//;

/**
 * The place in the project that an error comes from: the innermost frame of its stack, or of its causes', that
 * lies in the repository and not in the machinery.
 *
 * @param repository absolute path
 */
export function sourcePlace(
  error: ErrorRecord,
  repository: string,
): { readonly file: string; readonly line: number } | undefined {
  for (let cause: ErrorRecord | undefined = error; cause !== undefined; cause = cause.cause) {
    for (const [, location = '', line] of (cause.stack ?? '').matchAll(FRAME)) {
      const path = location.startsWith('file://') ? fileURLToPath(location) : location;
      const file = relative(repository, path);
      if (!file.startsWith('..') && !MACHINERY.test(file)) return { file, line: Number(line) };
    }
  }
  return undefined;
}
