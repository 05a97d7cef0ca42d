import { z } from 'zod';
import { type Json, type LogLevel, moveIdsToEnd, toJson } from '../engine/index.ts';
import { type HookCall, hookCallSchema } from '../run-data/hook-call.ts';

export interface ServiceLogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Json;
  /** What the line reports of a call of the MediaMTX hook. */
  readonly hookCall?: HookCall;
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  TRA: 'trace',
  DEB: 'debug',
  INF: 'info',
  WAR: 'warn',
  ERR: 'error',
};

/**
 * Parses a log line of a service: JSON of pino, MediaMTX or its hook, MediaMTX's text (`2026/11/22 12:59:51 INF [RTMP] …`),
 * or any other text, which becomes the message.
 */
export function parseServiceLogLine(line: string): ServiceLogLine {
  return withFailedHook(parseJsonLine(line) ?? parseMediamtxLine(line) ?? { level: 'info', message: line });
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
  const { level, msg, message, hook, ...others } = fields;
  const { time: _time, timestamp: _timestamp, service: _service, name: _name, pid: _pid, ...rest } = others;
  if (typeof level !== 'string') return undefined;
  const hookCall = hookCallSchema.safeParse(hook).data;
  if (hookCall === undefined && hook !== undefined) rest.hook = hook;
  const text = [msg, message].find((value) => typeof value === 'string');
  return {
    level: isLevel(level) ? level : (LEVELS[level.slice(0, 3).toUpperCase()] ?? 'info'),
    message: typeof text === 'string' ? withError(text, rest) : line,
    ...(Object.keys(rest).length === 0 ? {} : { data: toJson(rest) }),
    ...(hookCall === undefined ? {} : { hookCall }),
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

/** The hook events, by the setting of MediaMTX that runs them. */
const HOOK_SETTINGS: Readonly<Record<string, string>> = {
  runOnAvailable: 'ready',
  runOnReady: 'ready',
  runOnUnavailable: 'not-ready',
  runOnNotReady: 'not-ready',
};

/**
 * MediaMTX logs with the level info that it cannot start a hook, and earlier versions of the hook printed a failure as
 * text. Both are errors.
 */
function withFailedHook(line: ServiceLogLine): ServiceLogLine {
  const hookCall = hookNotStarted(line.message) ?? hookFailedInText(line.message);
  return line.hookCall !== undefined || hookCall === undefined ? line : { ...line, level: 'error', hookCall };
}

/** `[path live/a/in] runOnAvailable command exited: fork/exec /x/mtx-hook: permission denied` */
function hookNotStarted(text: string): HookCall | undefined {
  const [, path, setting, error] = /^\[path (.+?)\] (runOn\w+) command exited: (.*)$/.exec(text) ?? [];
  if (path === undefined || setting === undefined || error === undefined) return undefined;
  // Earlier releases of MediaMTX print the exit code of a hook, which reports its own end, in the same words.
  if (/\bcode -?\d+$/.test(error)) return undefined;
  const [, file, name, message] = /^(?:fork\/exec (.+)|exec: "(.+)"): ([^:]+)$/.exec(error) ?? [];
  const command = file ?? name;
  return {
    phase: 'not-started',
    event: HOOK_SETTINGS[setting] ?? setting,
    path,
    message: message ?? error,
    ...(command === undefined ? {} : { command }),
  };
}

/** `mtx-hook ready: http://127.0.0.1:1/v1/mediamtx/events/ready answered 404: not found` */
function hookFailedInText(text: string): HookCall | undefined {
  const [, event, message] = /^mtx-hook ([\w-]*): (.*)$/.exec(text) ?? [];
  if (event === undefined || message === undefined) return undefined;
  const [, url, status] = /^(?:cannot reach )?(https?:\/\/\S+?)(?::| answered (\d{3}):) /.exec(message) ?? [];
  return {
    ...{ phase: 'end', event, exitCode: 1, message },
    ...(url === undefined ? {} : { url }),
    ...(status === undefined ? {} : { status: Number(status) }),
  };
}

function isLevel(level: string): level is LogLevel {
  return ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].includes(level);
}
