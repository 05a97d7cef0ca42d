import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Field names whose values never reach a log, at the top level or one level down. */
const SECRETS = ['token', 'authorization', 'apiKey', 'secret'].flatMap((name) => [name, `*.${name}`]);

/**
 * The JSON log of a service, one object a line on stdout.
 *
 * @param service name under which its lines appear, e.g. `media-service`
 * @param level pino level; `LOG_LEVEL` or `info` by default
 */
export function createLogger(service: string, level = process.env.LOG_LEVEL ?? 'info'): Logger {
  return pino({
    name: service,
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS, censor: '[redacted]' },
  });
}
