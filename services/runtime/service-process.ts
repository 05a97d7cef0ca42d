import type { Logger } from './logger.ts';

/** A running service. */
export interface RunningService {
  /** Shuts the service down; resolves when all of its resources are released. */
  stop(): Promise<void>;
}

/**
 * Runs a service as this process. SIGTERM and SIGINT shut it down; a second signal exits at once. A failed start and an
 * uncaught error are logged, and the process exits with code 1.
 *
 * @param log receives start failures, shutdown and uncaught errors
 * @param start starts the service; its signal is aborted when a signal arrives before the service is up
 */
export async function runServiceProcess(
  log: Logger,
  start: (signal: AbortSignal) => Promise<RunningService>,
): Promise<void> {
  const ending = new AbortController();

  const stop = async (reason: string): Promise<void> => {
    if (ending.signal.aborted) {
      log.warn({ reason }, 'second signal: exiting at once');
      process.exit(1);
    }
    log.info({ reason }, 'stopping');
    ending.abort(new Error(reason));
    // A service that is still starting can be stopped only once it is up.
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') await started.value.stop();
    log.info('stopped');
    process.exit(0);
  };
  const fail = (error: unknown, what: string): void => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => fail(error, 'shutdown failed'));
    });
  }
  process.on('uncaughtException', (error) => fail(error, 'uncaught error'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));

  const starting = start(ending.signal);
  try {
    await starting;
  } catch (error) {
    if (!ending.signal.aborted) fail(error, 'start failed');
  }
}
