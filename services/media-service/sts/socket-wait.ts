/** What a wait needs of a socket. */
export interface EventSource {
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
}

export interface SocketWait<T> {
  /** By event: what it means. A value ends the wait, an exception fails it, `undefined` means: go on waiting. */
  readonly on: Readonly<Record<string, (argument: unknown) => T | undefined>>;
  readonly withinMs: number;
  /** What it means that none of them came in time. */
  readonly onTimeout: () => T;
  /** Gives up: the wait then fails with its reason. */
  readonly signal: AbortSignal;
}

/** Waits until one of these events of a socket ends the wait, and leaves no listener behind. */
export async function waitForEvent<T>(socket: EventSource, wait: SocketWait<T>): Promise<T> {
  wait.signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const settle = (meaning: () => T | undefined): void => {
    try {
      const value = meaning();
      if (value !== undefined) resolve(value);
    } catch (error) {
      reject(error);
    }
  };
  const listeners = Object.entries(wait.on).map(([event, meaning]) => {
    const listener = (argument: unknown): void => settle(() => meaning(argument));
    socket.on(event, listener);
    return [event, listener] as const;
  });
  const timer = setTimeout(() => settle(wait.onTimeout), wait.withinMs);
  const abort = (): void => reject(wait.signal.reason);
  wait.signal.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    wait.signal.removeEventListener('abort', abort);
    for (const [event, listener] of listeners) socket.off(event, listener);
  }
}
