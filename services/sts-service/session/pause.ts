/**
 * Waits for a while, or until it is over.
 *
 * @param ms `Infinity` waits for `over` alone
 * @param over ends the wait at once, which is nothing out of order
 */
export async function pause(ms: number, over: AbortSignal): Promise<void> {
  if (ms <= 0 || over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
  const stop = (): void => resolve();
  over.addEventListener('abort', stop);
  await promise;
  clearTimeout(timer);
  over.removeEventListener('abort', stop);
}
