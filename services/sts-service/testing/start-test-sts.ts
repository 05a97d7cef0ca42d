import { createLogger, type Logger } from '../../runtime/logger.ts';
import { readConfig } from '../config.ts';
import { type StartedStsService, startStsService } from '../sts-service.ts';

/** Starts a service for a test. Defaults: echo mode, a free port, a silent log. */
export async function startTestSts(
  environment: Readonly<Record<string, string>> = {},
  log?: Logger,
): Promise<StartedStsService & AsyncDisposable> {
  const config = readConfig({ STS_PORT: '0', STS_MODE: 'echo', LOG_LEVEL: 'silent', ...environment });
  const service = await startStsService(config, log ?? createLogger('sts-service', config.logLevel));
  return { ...service, [Symbol.asyncDispose]: () => service.stop() };
}
