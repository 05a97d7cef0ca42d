import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** What a service's `LOG_LEVEL` may be, most detail first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Field names whose values never reach a log, at the top level or one level down. */
const SECRETS = ['token', 'authToken', 'authorization', 'apiKey', 'secret'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * The JSON log of a service, one object a line.
 *
 * @param service name under which its lines appear, e.g. `media-service`
 * @param level one of {@link LOG_LEVELS}; can be changed later: `log.level = …`
 * @param destination stdout by default, written to at once: nothing is lost when the process ends
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
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS, censor: '[redacted]' },
    },
    destination,
  );
}
