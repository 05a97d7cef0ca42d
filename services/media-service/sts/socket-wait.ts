/** The part of a socket that a wait uses. */
export interface EventSource {
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
}

export interface SocketWait<T> {
  /** A handler per event. A returned value ends the wait, an exception fails it, `undefined` continues it. */
  readonly on: Readonly<Record<string, (argument: unknown) => T | undefined>>;
  readonly withinMs: number;
  /** Called when no event ends the wait in time. */
  readonly onTimeout: () => T;
  /** Fails the wait with the reason of the signal. */
  readonly signal: AbortSignal;
}

/** Waits until a handler of a socket's events ends the wait. Removes its listeners. */
export async function waitForEvent<T>(socket: EventSource, wait: SocketWait<T>): Promise<T> {
  wait.signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const settle = (handle: () => T | undefined): void => {
    try {
      const value = handle();
      if (value !== undefined) resolve(value);
    } catch (error) {
      reject(error);
    }
  };
  const listeners = Object.entries(wait.on).map(([event, handle]) => {
    const listener = (argument: unknown): void => settle(() => handle(argument));
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
