import { createInterface } from 'node:readline';

/** What a question is asked on. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly write: (text: string) => unknown;
  readonly signal: AbortSignal;
}

/**
 * Asks for a line. The terminal stays as it is, so that Ctrl-C is a signal as ever.
 *
 * @returns undefined at the end of the input (Ctrl-D)
 * @throws the signal's reason
 */
export async function ask(question: string, { input, write, signal }: Dialogue): Promise<string | undefined> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const lines = createInterface({ input, terminal: false });
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  lines.once('line', resolve);
  lines.once('close', () => resolve(undefined));
  write(question);
  try {
    return (await promise)?.trim();
  } finally {
    signal.removeEventListener('abort', onAbort);
    lines.close();
    // What is read from no more must not keep the process.
    input.pause();
  }
}
