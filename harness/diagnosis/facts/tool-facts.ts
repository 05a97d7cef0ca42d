import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { assessVersion, oldestSupported, rejectedArgument } from '../../versions/index.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';
import { setupErrorRef } from './setup-error.ts';
import { loggedErrors } from './worker-errors.ts';

/** The oldest major version of Node that runs the services: `engines` of package.json. */
export const NODE_OLDEST = oldestSupported('Node')[0];
const [ffmpegMajor, ffmpegMinor] = oldestSupported('ffmpeg');
/** The oldest version of ffmpeg that has what the worker uses. */
export const FFMPEG_OLDEST = [ffmpegMajor, ffmpegMinor] as const;

/** A program that is older than the pipeline needs. */
export interface OldTool {
  /** `ffmpeg`, `ffprobe`, `node`. */
  readonly name: string;
  /** Who uses it. */
  readonly user: string;
  readonly version: string | undefined;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** What Node prints below the stack of an error that ends it. */
const NODE_VERSION = /^Node\.js v(\d+)\.(\d+\.\d+)/;
/** Errors of an older Node: it does not support TypeScript, an option or a module. */
const NODE_ERROR =
  /ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension|bad option|SyntaxError|ERR_UNKNOWN_BUILTIN_MODULE|is not a function/;
const SERVICES = ['media-service', 'sts-service'];

/** A Node that is too old for a service. */
export function oldNode(facts: PipelineFacts): OldTool | undefined {
  for (const user of SERVICES) {
    const lines = facts.logs({ source: user });
    const printed = lines.find(({ message }) => NODE_VERSION.test(message));
    const version = printed === undefined ? undefined : NODE_VERSION.exec(printed.message);
    if (printed === undefined || !version || Number(version[1]) >= NODE_OLDEST) continue;
    const error = lines.find(({ message }) => NODE_ERROR.test(message));
    return {
      ...{ name: 'node', user, version: `${version[1]}.${version[2]}` },
      evidence: [logRef(printed), ...(error === undefined ? [] : [logRef(error)])],
    };
  }
  return oldNodeProbed(facts);
}

function oldNodeProbed(facts: PipelineFacts): OldTool | undefined {
  const probe = facts.probed('tools');
  if (probe === undefined) return undefined;
  const { of: user = 'media-service', node, others = {} } = probe.data;
  const users = [
    [user, node] as const,
    ...Object.entries(others).map(([name, tools]) => [name, tools.node] as const),
  ];
  const old = users.find(
    ([, version]) =>
      version !== undefined && Number(/^v?(\d+)/.exec(version)?.[1] ?? NODE_OLDEST) < NODE_OLDEST,
  );
  const [name, version] = old ?? [];
  if (name === undefined || version === undefined) return undefined;
  return {
    ...{ name: 'node', user: name, version },
    evidence: [observationRef(probe.event, `${name} runs with Node ${version}`)],
  };
}

/** Options that ffmpeg before {@link FFMPEG_OLDEST} lacks and the worker passes. */
const NEW_OPTIONS = /\b(?:ch_layout|fps_mode)\b/;

/** An ffmpeg or ffprobe that is too old for the harness or for media-service. */
export function oldFfmpeg(facts: PipelineFacts): OldTool | undefined {
  const ref = setupErrorRef(facts, ['TOOL_TOO_OLD']);
  const [, name, version] = /(ffmpeg|ffprobe) is version (\S+?);/.exec(ref?.text ?? '') ?? [];
  if (ref !== undefined && name !== undefined) return { name, user: 'the harness', version, evidence: [ref] };
  const probed = oldFfmpegProbed(facts);
  const rejected = rejectedByWorker(facts);
  if (rejected === undefined) return probed;
  const found = workerFfmpeg(facts);
  const isOldOne = found === undefined ? NEW_OPTIONS.test(rejected.line) : isOld(found);
  if (probed === undefined && !isOldOne) return undefined;
  return {
    ...{ name: probed?.name ?? 'ffmpeg', user: 'media-service', version: probed?.version },
    evidence: [rejected.ref, ...(probed?.evidence ?? [])],
  };
}

/** An argument that ffmpeg did not accept, although its version is not too old. */
export interface RejectedByTool {
  /** Who passed the argument. */
  readonly user: string;
  readonly version: string | undefined;
  /** What ffmpeg printed, or the message of the error. */
  readonly line: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** An argument of the worker or the harness that this ffmpeg does not accept. */
export function rejectedByFfmpeg(facts: PipelineFacts): RejectedByTool | undefined {
  if (oldFfmpeg(facts) !== undefined) return undefined;
  const rejected = rejectedByWorker(facts);
  // FFMPEG_WITHOUT_AAC is about that codec.
  if (rejected !== undefined && !/Unknown encoder 'aac'/.test(rejected.line)) {
    const { line, ref } = rejected;
    return { user: 'media-service', version: workerFfmpeg(facts), line, evidence: [ref] };
  }
  for (const event of facts.events) {
    if (event.type !== 'step:end') continue;
    for (let { error } = event.result; error !== undefined; error = error.cause) {
      if (error.code !== 'MEDIA_TOOL_REJECTED' || error.fault !== 'ENVIRONMENT') continue;
      const [text = error.code] = error.message.split('\n', 1);
      const [, line = text] = /rejects an argument \((.*?)\)[;,]/.exec(text) ?? [];
      const [, version] = /; ffmpeg (\S+?)(?::| is | has )/.exec(text) ?? [];
      const ref = { text, atMs: event.atMs, seq: event.seq, source: event.result.id };
      return { user: 'the harness', version, line, evidence: [ref] };
    }
  }
  return undefined;
}

/** The version of the ffmpeg that media-service finds. */
function workerFfmpeg(facts: PipelineFacts): string | undefined {
  const { of: user = 'media-service', ffmpeg } = facts.probed('tools')?.data ?? {};
  return user === 'media-service' ? ffmpeg?.version : undefined;
}

function rejectedByWorker(
  facts: PipelineFacts,
): { readonly line: string; readonly ref: EvidenceRef } | undefined {
  for (const { message, ref } of loggedErrors(facts)) {
    const rejected = rejectedArgument(message.split(' | '));
    if (rejected !== undefined) return { line: rejected.line, ref };
  }
  for (const line of facts.logs({ source: 'media-service', message: /^ffmpeg printed$/ })) {
    const rejected = rejectedArgument([printedBy(line)]);
    if (rejected !== undefined) return { line: rejected.line, ref: logRef(line, printedBy(line)) };
  }
  return undefined;
}

function printedBy({ data }: LogEvent): string {
  const line = (data as { readonly line?: unknown } | undefined)?.line;
  return typeof line === 'string' ? `ffmpeg: ${line}` : '';
}

function oldFfmpegProbed(facts: PipelineFacts): OldTool | undefined {
  const probe = facts.probed('tools');
  if (probe === undefined) return undefined;
  const { of: user = 'media-service', others = {}, ...own } = probe.data;
  for (const [by, tools] of [[user, own] as const, ...Object.entries(others)]) {
    for (const name of ['ffmpeg', 'ffprobe'] as const) {
      const { version, path } = tools[name] ?? {};
      if (version === undefined || !isOld(version)) continue;
      const text = `${by} uses ${name} ${version}${path === undefined ? '' : ` at ${path}`}`;
      return { name, user: by, version, evidence: [observationRef(probe.event, text)] };
    }
  }
  return undefined;
}

function isOld(version: string): boolean {
  return assessVersion('ffmpeg', version).state === 'unsupported';
}
