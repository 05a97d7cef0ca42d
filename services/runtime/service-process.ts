import type { Logger } from './logger.ts';

/** A service that runs until it is stopped. */
export interface RunningService {
  /** Ends it in order; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Runs a service as this process: SIGTERM and SIGINT stop it in order (a second signal ends it at once), an
 * error at start or one that nobody caught is logged and ends the process with exit code 1.
 *
 * @param log where the end is told
 * @param start starts the service; its signal is aborted when the process is told to end before it is up
 */
export async function runServiceProcess(
  log: Logger,
  start: (signal: AbortSignal) => Promise<RunningService>,
): Promise<void> {
  const ending = new AbortController();

  const stop = async (reason: string): Promise<void> => {
    if (ending.signal.aborted) {
      log.warn({ reason }, 'told to end twice: ending at once');
      process.exit(1);
    }
    log.info({ reason }, 'stopping');
    ending.abort(new Error(reason));
    // What is still being started has an owner only once it is up.
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
      stop(signal).catch((error: unknown) => fail(error, 'could not stop in order'));
    });
  }
  process.on('uncaughtException', (error) => fail(error, 'an error that nobody caught'));
  process.on('unhandledRejection', (error) => fail(error, 'a rejection that nobody caught'));

  const starting = start(ending.signal);
  try {
    await starting;
  } catch (error) {
    if (!ending.signal.aborted) fail(error, 'could not start');
  }
}
