import { pause, systemClock } from '../engine/index.ts';
import { getText, HttpError } from '../http/index.ts';
import type { StartedEnvironment } from './environment.ts';
import { ServiceUnresponsiveError } from './environment-error.ts';

const RESPONSE_WITHIN_MS = 2000;
/** Time from a refused connection until the end of the process is detected, at most. */
const EXIT_DETECTED_MS = 250;

/** Finds the first service that does not respond to a request. Any response counts. */
export async function findUnresponsiveService(
  { endpoints, services }: Pick<StartedEnvironment, 'endpoints' | 'services'>,
  signal: AbortSignal,
): Promise<ServiceUnresponsiveError | undefined> {
  const urls: Readonly<Record<string, string>> = {
    mediamtx: `${endpoints.mediamtxApiUrl}/v3/paths/list`,
    'sts-service': `${endpoints.stsUrl}/health`,
    'media-service': `${endpoints.mediaServiceUrl}/health`,
  };
  const errors = await Promise.all(
    services.map(async (service) => {
      const url = urls[service.name];
      const problem = url === undefined ? undefined : await requestProblem(url, signal);
      return problem === undefined ? undefined : new ServiceUnresponsiveError(service, problem);
    }),
  );
  const silent = errors.find((error) => error !== undefined);
  if (silent !== undefined) await pause(systemClock, EXIT_DETECTED_MS, signal);
  return silent;
}

async function requestProblem(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await getText(url, { signal, withinMs: RESPONSE_WITHIN_MS });
    return undefined;
  } catch (error) {
    if (error instanceof HttpError) return error.message;
    throw error;
  }
}
