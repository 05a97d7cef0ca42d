import { z } from 'zod';
import { type Json, type LogLevel, moveIdsToEnd, toJson } from '../engine/index.ts';

export interface ServiceLogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Json;
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  TRA: 'trace',
  DEB: 'debug',
  INF: 'info',
  WAR: 'warn',
  ERR: 'error',
};

/**
 * Parses a log line of a service: pino's JSON, MediaMTX's text (`2026/11/22 12:59:51 INF [RTMP] …`), or any other text,
 * which becomes the message.
 */
export function parseServiceLogLine(line: string): ServiceLogLine {
  return parseJsonLine(line) ?? parseMediamtxLine(line) ?? { level: 'info', message: line };
}

/**
 * Formats a log line of a service for people: level, message, and the source location of an error, or the start of other
 * data.
 */
export function formatServiceLogLine(line: string): string {
  const { level, message, data } = parseServiceLogLine(line);
  const detail =
    locationOf(data) ?? (data === undefined ? undefined : JSON.stringify(moveIdsToEnd(data)).slice(0, 160));
  return [level, message, ...(detail === undefined ? [] : [detail])].join('  ');
}

const errorSchema = z.object({
  err: z.object({ type: z.string(), message: z.string(), stack: z.string().catch('') }),
});

/** Source location of a logged error: the first line of its stack that names a file. */
function locationOf(data: Json | undefined): string | undefined {
  const stack = errorSchema.safeParse(data).data?.err.stack.split('\n') ?? [];
  return stack.find((line) => line.includes('file://'))?.trim();
}

function parseJsonLine(line: string): ServiceLogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { level, msg, message, time: _time, service: _service, name: _name, pid: _pid, ...rest } = fields;
  if (typeof level !== 'string') return undefined;
  const text = [msg, message].find((value) => typeof value === 'string');
  return {
    level: isLevel(level) ? level : (LEVELS[level.slice(0, 3).toUpperCase()] ?? 'info'),
    message: typeof text === 'string' ? withError(text, rest) : line,
    ...(Object.keys(rest).length === 0 ? {} : { data: toJson(rest) }),
  };
}

/** Appends the error to the text: `uncaught error: TypeError: x is not a function`. */
function withError(text: string, fields: unknown): string {
  const { data } = errorSchema.safeParse(fields);
  if (data === undefined || text.includes(data.err.message)) return text;
  return `${text}: ${data.err.type}: ${data.err.message}`;
}

function parseMediamtxLine(line: string): ServiceLogLine | undefined {
  const match = /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2} (DEB|INF|WAR|ERR) (.*)$/.exec(line);
  if (match === null) return undefined;
  return { level: LEVELS[match[1] as string] ?? 'info', message: match[2] as string };
}

function isLevel(level: string): level is LogLevel {
  return ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].includes(level);
}
