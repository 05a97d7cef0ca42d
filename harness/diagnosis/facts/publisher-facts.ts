import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { mediamtxTrouble } from './mediamtx-facts.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { stoppedProcess } from './process-life.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';
import { pathStates, publishedBy } from './stream-facts.ts';

/**
 * Why the stream of the publisher did not reach its path, or ended too early: one of these, so that no two causes rest
 * on the same fact.
 *
 * - `file-missing`, `file-unreadable`, `clip-codec`: the publisher cannot read or send its file
 * - `protocol`, `refused`: no such server at its address
 * - `unauthorised`, `unknown-path`, `name-taken`: the server refuses it
 * - `other-path`: it publishes elsewhere
 * - `killed`, `died`, `stopped`: its process
 */
export interface PublisherTrouble {
  readonly kind:
    | 'file-missing'
    | 'file-unreadable'
    | 'clip-codec'
    | 'protocol'
    | 'refused'
    | 'unauthorised'
    | 'unknown-path'
    | 'name-taken'
    | 'other-path'
    | 'killed'
    | 'died'
    | 'stopped';
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
  /** How its process ended: `exit code 1`, `SIGKILL`. */
  readonly how?: string;
  readonly url?: string | undefined;
  /** A value for the summary: the path, the file, `refused` or `replaced`, the last error. */
  readonly detail?: string | undefined;
  readonly publishedS: number;
}

/** What is wrong with the publisher; `undefined` when it sent its clip, or MediaMTX itself is the cause. */
export const publisherTrouble = oncePerRecord((facts): PublisherTrouble | undefined => {
  if (mediamtxTrouble(facts) !== undefined) return undefined;
  const end = publisherEnd(facts);
  if (end === undefined) return whileRunning(facts);
  // MediaMTX ended the connection; the publisher ended because of it.
  if (inputTimeout(facts, end.atMs) !== undefined) return undefined;
  return nameTaken(facts, end) ?? refusal(facts, end) ?? ended(end);
});

interface PublisherEnd {
  readonly how: string;
  readonly bySignal: boolean;
  readonly url: string | undefined;
  readonly publishedS: number;
  readonly atMs: number;
  readonly ref: EvidenceRef;
  /** What it printed except its banner, with its errors first. */
  readonly lines: readonly LogEvent[];
}

const errorSchema = z.object({ url: z.string(), publishedS: z.number() });

/** The end of the publisher before the end of the clip, as observed or as the error of a step describes it. */
function publisherEnd(facts: PipelineFacts): PublisherEnd | undefined {
  const observed = facts.endedProcesses.find(
    ({ data }) => data.name === 'publisher' && (data.exitCode !== 0 || data.signal !== undefined),
  );
  const failed = publisherError(facts);
  if (observed === undefined && failed === undefined) return undefined;
  const publishedS = failed?.publishedS ?? publishedBy(facts)?.mediaS ?? 0;
  const url = failed?.url ?? publishedTo(facts);
  const lines = printed(facts);
  if (observed === undefined) {
    if (failed === undefined) return undefined;
    return { ...failed, ...{ publishedS, url, lines } };
  }
  const { exitCode, signal, pid } = observed.data;
  const how = signal ?? `exit code ${exitCode ?? 'unknown'}`;
  const text = `publisher (pid ${pid}) ended after ${publishedS.toFixed(1)} s of the clip: ${how}`;
  return {
    ...{ how, bySignal: signal !== undefined, publishedS, url, lines },
    ...{ atMs: observed.event.atMs, ref: observationRef(observed.event, text) },
  };
}

function publisherError(facts: PipelineFacts) {
  for (const event of facts.events) {
    if (event.type !== 'step:end') continue;
    for (let { error } = event.result; error !== undefined; error = error.cause) {
      const data = error.code === 'PUBLISHER_DIED' ? errorSchema.safeParse(error.data).data : undefined;
      if (data === undefined) continue;
      const [text = error.code] = error.message.split('\n', 1);
      const signal = /ended by (SIG[A-Z0-9]+)/.exec(text)?.[1];
      const how = signal ?? /exit code \w+/.exec(text)?.[0] ?? 'unknown';
      const ref = {
        text: text.replace(/\. Its last lines:$/, ''),
        atMs: event.atMs,
        seq: event.seq,
        source: event.result.id,
      };
      return { how, bySignal: signal !== undefined, atMs: event.atMs, ref, ...data };
    }
  }
  return undefined;
}

/** The address that ffmpeg prints as its output. */
function publishedTo(facts: PipelineFacts): string | undefined {
  const [line] = facts.logs({ source: 'publisher', message: /Output #0, \w+, to '/ });
  return line && /to '([^']+)'/.exec(line.message)?.[1];
}

/** Lines of ffmpeg's banner: `[info] Input #0, mov, …`. */
const BANNER = /^(\[\w+ @ 0x[0-9a-f]+\] )?\[(info|verbose|debug)\]/;

function printed(facts: PipelineFacts): readonly LogEvent[] {
  const lines = facts.logs({ source: 'publisher' }).filter(({ message }) => !BANNER.test(message));
  const errors = lines.filter(({ level }) => level === 'error');
  return [
    ...errors,
    ...lines.filter(({ level }) => level === 'warn'),
    ...lines.filter(({ level }) => level === 'debug'),
  ];
}

const CONNECT_FAILED =
  /connect E[A-Z]+|getaddrinfo E[A-Z]+|Connection refused|Connection timed out|No route to host|Network is unreachable|Failed to resolve hostname|Name or service not known/;

const NOT_CONFIGURED = /path '(.*)' is not configured/;

/** Why a publisher that ended could not publish: one that publishes already is never refused. */
function refusal(facts: PipelineFacts, end: PublisherEnd): PublisherTrouble | undefined {
  if (isPublishing(facts, end.atMs)) return undefined;
  const said = (pattern: RegExp): LogEvent | undefined =>
    end.lines.find(({ message }) => pattern.test(message));
  const server = (pattern: RegExp): LogEvent | undefined =>
    facts.logs({ source: 'mediamtx', message: pattern }).find(({ atMs }) => atMs <= end.atMs + SETTLE_MS);
  const found = (kind: PublisherTrouble['kind'], line: LogEvent, detail?: string): PublisherTrouble => ({
    ...{ kind, detail, how: end.how, url: end.url, publishedS: end.publishedS },
    evidence: [logRef(line), end.ref],
  });

  const file = said(
    /^\[(error|fatal)\] (?!\w+:\/\/)\/?[^:]*[^:\s]: (No such file|Invalid data|Permission denied|Is a directory|Input\/output)/,
  );
  if (file !== undefined && !isInputOpen(facts)) {
    const [, path, reason = ''] = /^\[\w+\] (.*): ([^:]+)$/.exec(file.message) ?? [];
    return found(/No such file/.test(reason) ? 'file-missing' : 'file-unreadable', file, path);
  }
  const codec = said(/codec .+ not compatible with|Could not find tag for codec|Unsupported codec/i);
  if (codec !== undefined) return found('clip-codec', codec);

  const protocol = wrongProtocol(facts, end.url);
  if (protocol !== undefined)
    return {
      ...{ kind: 'protocol', how: end.how, url: end.url, publishedS: end.publishedS, detail: protocol.text },
      evidence: [protocol, end.ref],
    };
  const connection = said(CONNECT_FAILED);
  if (connection !== undefined) return found('refused', connection);

  // Without a connection, these lines are about another publisher.
  const refused = facts
    .logs({ source: 'mediamtx', message: NOT_CONFIGURED })
    .map((line) => ({ line, path: NOT_CONFIGURED.exec(line.message)?.[1] ?? '' }))
    .find(({ path }) => end.url === undefined || end.url.endsWith(`/${path}`));
  if (refused !== undefined) return found('unknown-path', refused.line, refused.path);
  const denied = server(/authenticat/i) ?? said(/authenticat|401 Unauthorized|403 Forbidden/i);
  return denied && found('unauthorised', denied);
}

/** Log lines of the two ends of a connection arrive in any order. */
const SETTLE_MS = 500;
/** ffmpeg notices within some packets that its connection was closed; a busy machine delays it. */
const CLOSED_WITHIN_MS = 5000;

/** MediaMTX has received the stream of this run. */
function isPublishing(facts: PipelineFacts, beforeMs: number): boolean {
  return (
    facts.step('mediamtx-received-stream')?.status === 'passed' ||
    pathStates(facts, facts.inPath).some(({ event, data }) => data.ready && event.atMs < beforeMs)
  );
}

/**
 * MediaMTX closed the connection of a publisher from which nothing had arrived for its `readTimeout` (10 s), and whose
 * stream never became ready.
 *
 * @param beforeMs when the publisher ended; any time by default
 */
export function inputTimeout(
  facts: PipelineFacts,
  beforeMs = Number.POSITIVE_INFINITY,
): LogEvent | undefined {
  const published = publishedBy(facts);
  if (published === undefined || isPublishing(facts, Number.POSITIVE_INFINITY)) return undefined;
  return facts
    .logs({ source: 'mediamtx', message: /\[(conn|session) .*\] closed: read .*: i\/o timeout$/ })
    .find(({ atMs }) => atMs >= published.firstAtMs && atMs <= beforeMs + SETTLE_MS);
}

function isInputOpen(facts: PipelineFacts): boolean {
  return facts.logs({ source: 'publisher', message: /\bInput #0\b/ }).length > 0;
}

/** The address serves another protocol than the one that the publisher uses. */
function wrongProtocol(facts: PipelineFacts, url: string | undefined): EvidenceRef | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol: scheme, port } = new URL(url);
  const protocol = scheme.replace(/s?:$/, '');
  const config = facts.probed('mediamtx-config');
  const isServed =
    protocol === 'rtsp' ? config?.data.rtsp : protocol === 'rtmp' ? config?.data.rtmp : undefined;
  if (config !== undefined && isServed === false)
    return observationRef(config.event, `MediaMTX: ${protocol} is false`);
  const other = Object.entries(facts.setup?.endpoints ?? {}).find(
    ([name, endpoint]) =>
      name !== `${protocol}Url` && URL.canParse(endpoint) && port !== '' && new URL(endpoint).port === port,
  );
  if (other !== undefined)
    return {
      text: `the publisher uses ${protocol} on port ${port}, which is that of ${other[0].replace(/Url$/, '')}: ${url}`,
      source: 'publisher',
    };
  const [line] = facts.logs({ source: 'mediamtx', message: /closed: invalid rtmp version/ });
  return line && logRef(line);
}

/**
 * MediaMTX refused the publisher because of another one, or closed its connection for another one. The path may be ready
 * all the while.
 */
function nameTaken(facts: PipelineFacts, end: PublisherEnd): PublisherTrouble | undefined {
  const { inPath } = facts;
  if (inPath === undefined) return undefined;
  const line = facts
    .logs({ source: 'mediamtx', message: /already publishing|closing existing publisher/ })
    .filter(({ message, atMs }) => message.includes(inPath) && atMs <= end.atMs + SETTLE_MS)
    .at(-1);
  // Its own start closes the connection of an earlier publisher, long before its own end.
  if (line === undefined || end.atMs - line.atMs > CLOSED_WITHIN_MS) return undefined;
  return {
    ...{ kind: 'name-taken', how: end.how, url: end.url, publishedS: end.publishedS },
    detail: /already/.test(line.message) ? 'refused' : 'replaced',
    evidence: [logRef(line), end.ref],
  };
}

function ended({ how, bySignal, url, publishedS, ref, lines }: PublisherEnd): PublisherTrouble {
  const evidence: PublisherTrouble['evidence'] = [ref, ...lines.slice(0, 1).map((line) => logRef(line))];
  const [line] = lines;
  return { kind: bySignal ? 'killed' : 'died', how, url, publishedS, evidence, detail: line?.message };
}

/** A publisher that runs: it is suspended, or publishes elsewhere. */
function whileRunning(facts: PipelineFacts): PublisherTrouble | undefined {
  const publishedS = publishedBy(facts)?.mediaS ?? 0;
  const stopped = stoppedProcess(facts, 'publisher');
  if (stopped !== undefined) return { kind: 'stopped', evidence: [stopped.ref], publishedS };
  const { inPath } = facts;
  const url = publishedTo(facts);
  if (inPath === undefined || isPublishing(facts, Number.POSITIVE_INFINITY)) return undefined;
  const elsewhere = facts
    .logs({ source: 'mediamtx', message: /is publishing to path '/ })
    .map((line) => ({ line, path: /is publishing to path '([^']+)'/.exec(line.message)?.[1] }))
    .find(({ path }) => path !== undefined && path !== inPath && url?.endsWith(`/${path}`));
  if (elsewhere !== undefined)
    return {
      kind: 'other-path',
      evidence: [logRef(elsewhere.line)],
      url,
      detail: elsewhere.path,
      publishedS,
    };
  return samplePath(facts, inPath, { url, publishedS });
}

/** Without MediaMTX's log: a path with a publisher that began with that of this run. */
function samplePath(
  facts: PipelineFacts,
  inPath: string,
  { url, publishedS }: { readonly url: string | undefined; readonly publishedS: number },
): PublisherTrouble | undefined {
  const target = url !== undefined && URL.canParse(url) ? new URL(url).pathname.slice(1) : undefined;
  if (target === undefined || target === inPath) return undefined;
  for (const { event, data } of facts.pathSamples) {
    const path = data.paths.find(({ name, ready }) => name === target && ready);
    if (path !== undefined)
      return {
        ...{ kind: 'other-path', url, publishedS, detail: target },
        evidence: [observationRef(event, `MediaMTX receives ${target}`)],
      };
  }
  return undefined;
}
