import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord } from '../../harness/engine/event.ts';

const FRAME = /^\s+at .*?\(?((?:file:\/\/)?\/[^)\n]*):(\d+):\d+\)?$/gm;
/** Code that creates errors on behalf of others. */
const ENGINE = /^(?:node_modules|harness\/engine)\//;

/**
 * The location in the repository where an error originates: the innermost frame of its stack, or of those of its causes,
 * outside of the engine and of dependencies.
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
      if (!file.startsWith('..') && !ENGINE.test(file)) return { file, line: Number(line) };
    }
  }
  return undefined;
}
