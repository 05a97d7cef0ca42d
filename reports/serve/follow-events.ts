import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../harness/engine/event.ts';
import { parseEventLine } from '../../harness/engine/read-event-log.ts';

const EVERY_MS = 200;
const CHUNK_BYTES = 256_000;

/**
 * The events of a run from its first to its last, each as soon as it is written. Ends with the run, or when `signal`
 * is aborted.
 */
export async function* followEvents(path: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
  await using file = await open(path);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  while (!signal.aborted) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    if (bytesRead === 0) {
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const lines = (rest + decoder.write(chunk.subarray(0, bytesRead))).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      const event = parseEventLine(path, line, text);
      yield event;
      if (event.type === 'run:end') return;
    }
  }
}
