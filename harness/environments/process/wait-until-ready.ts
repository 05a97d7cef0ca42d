import { pause, systemClock } from '../../engine/index.ts';
import { getText, HttpError } from '../../http/index.ts';
import type { OwnedProcess } from '../../processes/index.ts';
import { describeLastLines, EnvironmentError } from '../environment-error.ts';

const EVERY_MS = 50;
const REQUEST_WITHIN_MS = 2000;

/**
 * Waits until a started service responds with 200.
 *
 * @throws {EnvironmentError} SERVICE_NOT_STARTED as soon as its process ends; SERVICE_NOT_READY with its last response
 *   after `withinMs`
 */
export async function waitUntilReady(
  service: OwnedProcess,
  url: string,
  options: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadlineMs = performance.now() + options.withinMs;
  let last = 'no request yet';
  while (true) {
    options.signal.throwIfAborted();
    if (service.end !== undefined) throw notStarted(service);
    try {
      const response = await getText(url, { signal: options.signal, withinMs: REQUEST_WITHIN_MS });
      if (response.status === 200) return;
      last = `${response.status} ${response.body.slice(0, 200)}`;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      last = error.message;
    }
    if (performance.now() > deadlineMs) {
      throw new EnvironmentError(
        'SERVICE_NOT_READY',
        `${service.name} (pid ${service.pid}) runs, but GET ${url} did not return 200 within ${options.withinMs} ms; ` +
          `last: ${last}. ${lastLines(service)}`,
      );
    }
    await pause(systemClock, EVERY_MS, options.signal);
  }
}

function notStarted(service: OwnedProcess): EnvironmentError {
  const { exitCode, signal } = service.end ?? {};
  const how = signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : signal;
  return new EnvironmentError(
    'SERVICE_NOT_STARTED',
    `${service.name} (pid ${service.pid}) ended with ${how} during its start. ${lastLines(service)}`,
  );
}

function lastLines(service: OwnedProcess): string {
  return describeLastLines(service.tail.slice(-8));
}
