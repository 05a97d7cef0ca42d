import type { PipelineFacts } from './pipeline-facts.ts';
import { linkErrors, type WorkerError } from './worker-errors.ts';

/**
 * How an attempt to open a session with the STS service failed:
 *
 * - `network`: no connection to the address at all
 * - `no-answer`: connected, and nothing answered
 * - `not-found`: an HTTP server without Socket.IO at that path
 * - `websocket-refused`: the server answered the upgrade to a websocket with an error
 * - `cut-off`: the server closed the connection instead of answering
 * - `namespace`: a Socket.IO server without that namespace
 * - `rejected`: the service rejected the connection, such as its token
 * - `init-refused`: the service answered `stream:init` with an error
 * - `init-unanswered`: the service did not answer `stream:init`
 */
export type LinkFailureKind =
  | 'network'
  | 'no-answer'
  | 'not-found'
  | 'websocket-refused'
  | 'cut-off'
  | 'namespace'
  | 'rejected'
  | 'init-refused'
  | 'init-unanswered';

export interface LinkFailure {
  readonly kind: LinkFailureKind;
  /** The address that the worker uses. */
  readonly url: string | undefined;
  /** The HTTP status of the answer to the upgrade. */
  readonly status: number | undefined;
  /** The reason, without the address. */
  readonly reason: string;
  readonly errors: readonly [WorkerError, ...WorkerError[]];
}

const NETWORK = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN/;
const CUT_OFF = /socket hang up|ECONNRESET|disconnected (before|immediately)/;
const STATUS = /(?:server response:|HTTP status) (\d+)/;

/**
 * How the worker fails to open a session, by its first attempt. A worker that had a session before failed for another
 * reason, and its attempts to reconnect are a consequence.
 */
export function linkFailure(facts: PipelineFacts): LinkFailure | undefined {
  const ofWorker = linkErrors(facts);
  const [first, ...others] = ofWorker.length > 0 ? ofWorker : observerErrors(facts);
  if (first === undefined || hadSessionBefore(facts, first.ref.atMs)) return undefined;
  const kind = kindOf(first);
  if (kind === undefined) return undefined;
  const same = others.filter((error) => kindOf(error) === kind);
  const status = STATUS.exec(first.message)?.[1];
  return {
    kind,
    url: first.url,
    status: status === undefined ? undefined : Number(status),
    reason: reasonOf(first.message),
    errors: [first, ...same],
  };
}

/** The observer connects to the same server before there is a worker. */
function observerErrors(facts: PipelineFacts): readonly WorkerError[] {
  const end = facts.events.find((event) => event.type === 'step:end' && event.result.error !== undefined);
  if (end?.type !== 'step:end') return [];
  for (let error = end.result.error; error !== undefined; error = error.cause) {
    if (!/^MONITOR_(UNREACHABLE|NO_ANSWER)$/.test(error.code)) continue;
    const [message = ''] = error.message.split('\n', 1);
    const nothing = { exitCode: undefined, signal: undefined, task: undefined };
    const url = /STS monitor (\S+):/.exec(message)?.[1];
    const ref = { text: message, atMs: end.atMs, seq: end.seq, source: end.result.id };
    return [{ ...nothing, type: error.name, code: error.code, message, url, ref }];
  }
  return [];
}

function hadSessionBefore(facts: PipelineFacts, atMs = Number.POSITIVE_INFINITY): boolean {
  const opened = facts.logs({ source: 'media-service', message: /session with the STS service opened/ });
  return [...opened, ...facts.observations('sts', 'stream:ready')].some((event) => event.atMs < atMs);
}

function kindOf({ code, message }: WorkerError): LinkFailureKind | undefined {
  if (code === 'STS_NOT_READY') return 'init-unanswered';
  if (/answered stream:init with/.test(message)) return 'init-refused';
  if (/invalid namespace/i.test(message)) return 'namespace';
  if (/rejected the connection/.test(message)) return 'rejected';
  const status = Number(STATUS.exec(message)?.[1] ?? 0);
  if (status === 404) return 'not-found';
  // The error of a gateway without its upstream is no statement about websockets.
  if (status >= 502 && status <= 504) return 'no-answer';
  if (status > 0) return 'websocket-refused';
  if (NETWORK.test(message)) return 'network';
  if (CUT_OFF.test(message)) return 'cut-off';
  return /within \d+ ms/.test(message) ? 'no-answer' : undefined;
}

/** `connect ECONNREFUSED 127.0.0.1:9` of the whole message. */
function reasonOf(message: string): string {
  const [, reason = message] = /no session with the STS service at \S+: (.*)$/.exec(message) ?? [];
  return reason.replace(/^connection failed: (websocket error: )?/, '').replace(/: websocket error$/, '');
}

/** Host and port of a URL, whatever its scheme and path. */
export function addressOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const standard = /^(https|wss):$/.test(protocol) ? '443' : '80';
  return `${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port || standard}`;
}
