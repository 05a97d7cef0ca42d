import { pause, systemClock } from '../engine/index.ts';
import { getText, HttpError } from '../http/index.ts';
import type { StartedEnvironment } from './environment.ts';
import { ServiceSilentError } from './environment-error.ts';

const ANSWER_WITHIN_MS = 2000;
/** What the end of a process may take to be noticed, once its port refuses connections. */
const DEATH_NOTICED_MS = 250;

/** Looks for the first service that does not answer at all. Any answer will do. */
export async function silentService(
  { endpoints, services }: Pick<StartedEnvironment, 'endpoints' | 'services'>,
  signal: AbortSignal,
): Promise<ServiceSilentError | undefined> {
  const urls: Readonly<Record<string, string>> = {
    mediamtx: `${endpoints.mediamtxApiUrl}/v3/paths/list`,
    'sts-service': `${endpoints.stsUrl}/health`,
    'media-service': `${endpoints.mediaServiceUrl}/health`,
  };
  const asked = await Promise.all(
    services.map(async (service) => {
      const url = urls[service.name];
      const problem = url === undefined ? undefined : await whyNoAnswer(url, signal);
      return problem === undefined ? undefined : new ServiceSilentError(service, problem);
    }),
  );
  const silent = asked.find((error) => error !== undefined);
  if (silent !== undefined) await pause(systemClock, DEATH_NOTICED_MS, signal);
  return silent;
}

async function whyNoAnswer(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await getText(url, { signal, withinMs: ANSWER_WITHIN_MS });
    return undefined;
  } catch (error) {
    if (error instanceof HttpError) return error.message;
    throw error;
  }
}
