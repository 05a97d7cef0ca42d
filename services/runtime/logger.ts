import { type DestinationStream, type Logger, pino } from 'pino';
import { serializeError } from './serialize-error.ts';

export type { Logger } from 'pino';

/** The values of `LOG_LEVEL`, most detailed first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Fields whose values are never logged, at the top level or one level down. */
const SECRETS = ['token', 'authToken', 'authorization', 'apiKey', 'secret'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * Creates the JSON log of a service, one object per line.
 *
 * @param service value of the `service` field of each line, e.g. `media-service`
 * @param level one of {@link LOG_LEVELS}; can be changed later: `log.level = …`
 * @param destination stdout by default, written synchronously so that nothing is lost when the process exits
 */
export function createLogger(
  service: string,
  level = 'info',
  destination: DestinationStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: serializeError },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS, censor: '[redacted]' },
    },
    destination,
  );
}
