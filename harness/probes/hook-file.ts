import { readFile } from 'node:fs/promises';
import { redactUrls } from '../../lib/redact-url.ts';
import type { ProbeResult } from '../run-data/probe-results.ts';
import { requestPathSettings } from './mediamtx-settings.ts';
import { defineProbe, type ProbedPipeline } from './probe.ts';
import { findProgram, type ServicePlace } from './service-place.ts';
import { inputPaths } from './stream-paths.ts';

type HookFile = ProbeResult<'hook-file'>;

/** The setting with the command that runs when a stream becomes available: its present and its former name. */
const SETTING_NAMES = ['runOnAvailable', 'runOnReady'] as const;

/** The command that MediaMTX runs when a stream becomes available, and whether its file can be executed. */
export const hookFileProbe = defineProbe('hook-file', async (pipeline, signal) => {
  const found = (await commandInApi(pipeline, signal)) ?? (await commandInFile(pipeline));
  if (found === undefined) return [];
  const { command, source } = found;
  if (command === '') return [{ configured: false, source }];
  const shown: HookFile = { configured: true, source, command: redactCommand(command) };
  const place = await pipeline.placeOf('mediamtx', signal);
  const [program] = splitCommand(command);
  if (program === undefined) return [shown];
  if (place === undefined) return [{ ...shown, path: program }];
  return [{ ...shown, ...(await inspect(place, program, signal)) }];
});

interface HookCommand {
  /** Empty when there is none. */
  readonly command: string;
  readonly source: HookFile['source'];
}

async function commandInApi(pipeline: ProbedPipeline, signal: AbortSignal): Promise<HookCommand | undefined> {
  const { endpoints } = pipeline;
  const [path] = inputPaths(pipeline);
  if (endpoints === undefined || path === undefined) return undefined;
  const answer = await requestPathSettings(endpoints.mediamtxApiUrl, path, signal);
  if ('failure' in answer) return undefined;
  const { settings } = answer;
  const commands = SETTING_NAMES.map((name) => settings[name]).filter((value) => typeof value === 'string');
  return { command: commands.find((value) => value !== '') ?? '', source: 'api' };
}

/** Reads the configuration file, in which the harness or a person has written one command on one line. */
async function commandInFile({ mediamtxConfigFile }: ProbedPipeline): Promise<HookCommand | undefined> {
  if (mediamtxConfigFile === undefined) return undefined;
  const yaml = await readFile(mediamtxConfigFile, 'utf8').catch(() => undefined);
  if (yaml === undefined) return undefined;
  const line = new RegExp(`^\\s*(?:${SETTING_NAMES.join('|')}):[ \\t]*(.*?)[ \\t\\r]*$`, 'm').exec(yaml);
  return { command: unquote(line?.[1] ?? ''), source: 'mediamtx.yml' };
}

function unquote(yaml: string): string {
  if (yaml.startsWith("'")) return yaml.slice(1, yaml.lastIndexOf("'")).replaceAll("''", "'");
  if (!yaml.startsWith('"')) return yaml;
  try {
    return String(JSON.parse(yaml));
  } catch {
    return yaml.slice(1, -1);
  }
}

async function inspect(
  place: ServicePlace,
  program: string,
  signal: AbortSignal,
): Promise<Omit<HookFile, 'configured' | 'source'>> {
  const found = await findProgram(place, program, signal);
  if (found === undefined) return { path: program, exists: false };
  const { path, file } = found;
  const facts = { path, exists: true, executable: file.isRegular && file.isExecutable };
  const { start } = file;
  if (start === undefined) return facts;
  if (!start.startsWith('#!')) {
    const format = /[^\t\n\r\x20-\x7e\x80-\xff]/.test(start) ? 'binary' : 'unknown';
    return { ...facts, format };
  }
  const [line = ''] = start.split('\n', 1);
  const [interpreter = '', argument] = line.slice(2).trim().split(/\s+/);
  // `env` looks the interpreter up in PATH.
  const name = interpreter.endsWith('/env') && argument !== undefined ? argument : interpreter;
  const resolved = await findProgram(place, name, signal);
  return {
    ...facts,
    format: 'script',
    interpreter: name,
    interpreterExists: resolved !== undefined,
    crlf: line.endsWith('\r'),
  };
}

/** Splits a command into words as a shell does, without expanding variables. */
export function splitCommand(command: string): string[] {
  const words = command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g);
  return Array.from(words, ([word]) =>
    word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single, double, escaped) =>
      String(single ?? double?.replace(/\\(.)/g, '$1') ?? escaped),
    ),
  );
}

/** Hides secrets that a person may have written into a command. */
export function redactCommand(command: string): string {
  return redactUrls(command)
    .replace(/(\bBearer\s+)[^\s'"]+/gi, '$1…')
    .replace(/(\b\w*(?:TOKEN|KEY|SECRET|PASSWORD)\w*\s*[=:]\s*)[^\s'"]+/gi, '$1…');
}
