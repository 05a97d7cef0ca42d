import { pause, systemClock } from '../../engine/index.ts';
import { getText, HttpError } from '../../http/index.ts';
import type { OwnedProcess } from '../../processes/index.ts';
import { describeLastLines, EnvironmentError } from '../environment-error.ts';

const EVERY_MS = 50;
const REQUEST_WITHIN_MS = 2000;
/** How long one answer of a client error or a redirect must last until it counts as final. */
const FINAL_AFTER_MS = 3000;

/** A service without a process is reachable only when another program serves its address. */
type Awaited = Pick<OwnedProcess, 'name'> & Partial<Pick<OwnedProcess, 'pid' | 'end' | 'tail'>>;

/**
 * Waits until a started service responds with 200.
 *
 * @throws {EnvironmentError} SERVICE_NOT_STARTED as soon as its process ends; SERVICE_NOT_READY with its last response
 *   after `withinMs`, or after 3 s of the same 3xx or 4xx, which no start of a service changes
 */
export async function waitUntilReady(
  service: Awaited,
  url: string,
  options: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const startMs = performance.now();
  let last = 'no request yet';
  let final: { readonly status: number; readonly sinceMs: number } | undefined;
  while (true) {
    options.signal.throwIfAborted();
    if (service.end !== undefined) throw notStarted(service);
    try {
      const { status, body } = await getText(url, { signal: options.signal, withinMs: REQUEST_WITHIN_MS });
      if (status === 200) return;
      last = `${status} ${body.slice(0, 200)}`;
      if (status < 300 || status >= 500) final = undefined;
      else if (final?.status !== status) final = { status, sinceMs: performance.now() };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      last = error.message;
      final = undefined;
    }
    const nowMs = performance.now();
    const isFinal = final !== undefined && nowMs - final.sinceMs > FINAL_AFTER_MS;
    if (isFinal || nowMs - startMs > options.withinMs) {
      throw notReady(service, url, { elapsedMs: Math.round(nowMs - startMs), last });
    }
    await pause(systemClock, EVERY_MS, options.signal);
  }
}

function notReady(
  service: Awaited,
  url: string,
  { elapsedMs, last }: { readonly elapsedMs: number; readonly last: string },
): EnvironmentError {
  const state = service.pid === undefined ? 'was not started' : `(pid ${service.pid}) runs`;
  return new EnvironmentError(
    'SERVICE_NOT_READY',
    `${service.name} ${state}, and GET ${url} did not return 200 within ${elapsedMs} ms; last: ${last}. ${lastLines(service)}`,
  );
}

function notStarted(service: Awaited): EnvironmentError {
  const { exitCode, signal } = service.end ?? {};
  const how = signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : signal;
  return new EnvironmentError(
    'SERVICE_NOT_STARTED',
    `${service.name} (pid ${service.pid}) ended with ${how} during its start. ${lastLines(service)}`,
  );
}

function lastLines({ tail = [] }: Awaited): string {
  return describeLastLines(tail.slice(-8));
}
