import { createInterface } from 'node:readline';

export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly write: (text: string) => unknown;
  readonly signal: AbortSignal;
}

/**
 * Prints a question and reads one line. The terminal stays in its normal mode, so Ctrl-C remains a signal.
 *
 * @returns undefined at the end of the input (Ctrl-D)
 * @throws the signal's reason
 */
export async function readAnswer(
  question: string,
  { input, write, signal }: Dialogue,
): Promise<string | undefined> {
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
    // An input that is still read would keep the process alive.
    input.pause();
  }
}
