import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { HookCall } from '../../run-data/hook-call.ts';
import type { PipelineFacts, Seen } from './pipeline-facts.ts';
import { logRef, observationRef } from './run-facts.ts';
import { probedService, workerStarted } from './stream-facts.ts';

/** A hook of this age without an end hangs: its own limit for the request is 4.5 s. */
const HANGS_AFTER_MS = 6000;
/** A hook call without an answer that lasted as long has waited for one. */
const WAITED_MS = 4000;
/** curl's exit code for a time limit. */
const CURL_TIMED_OUT = 28;

/**
 * Why MediaMTX did not report the stream to media-service: one of these, so that no two causes rest on the same fact.
 *
 * - `not-configured`, `missing`, `not-executable`, `crlf`, `interpreter-missing`: the command cannot run
 * - `cannot-start`: one of the previous three, as long as its file has not been examined
 * - `url-not-set`, `tool-missing`: it lacks an address or a program
 * - `not-found`, `unauthorised`, `rejected`: the status of the answer
 * - `unreachable`, `hangs`: no answer
 */
export interface HookTrouble {
  readonly kind:
    | 'not-configured'
    | 'missing'
    | 'not-executable'
    | 'crlf'
    | 'interpreter-missing'
    | 'cannot-start'
    | 'url-not-set'
    | 'tool-missing'
    | 'not-found'
    | 'unauthorised'
    | 'rejected'
    | 'unreachable'
    | 'hangs';
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
  /** The path of the program. */
  readonly path?: string | undefined;
  readonly interpreter?: string | undefined;
  readonly url?: string | undefined;
  readonly status?: number | undefined;
  readonly message?: string | undefined;
}

/** What is wrong with the hook of the input path; `undefined` when it did its work, or nothing is known. */
export function hookTrouble(facts: PipelineFacts): HookTrouble | undefined {
  if (workerStarted(facts) !== undefined) return undefined;
  const calls = readyCalls(facts);
  if (calls.some(({ data }) => data.exitCode === 0)) return undefined;
  return notRun(facts, calls) ?? failedCall(facts, calls) ?? hangingCall(facts, calls);
}

/** The calls that report the start of the input stream. */
function readyCalls(facts: PipelineFacts): readonly Seen<HookCall>[] {
  const { inPath } = facts;
  return facts.hookCalls.filter(
    ({ data }) =>
      data.event === 'ready' && (data.path === undefined || inPath === undefined || data.path === inPath),
  );
}

/** The command did not run: it is not configured, or the system could not execute it. */
function notRun(facts: PipelineFacts, calls: readonly Seen<HookCall>[]): HookTrouble | undefined {
  if (calls.some(({ data }) => data.phase === 'start')) return undefined;
  const probe = facts.probed('hook-file');
  const refused = calls.find(({ data }) => data.phase === 'not-started');
  const refusal =
    refused && observationRef(refused.event, `MediaMTX could not start the hook: ${refused.data.message}`);
  const {
    path = refused?.data.command,
    exists,
    executable,
    crlf,
    interpreter,
    interpreterExists,
    configured,
  } = probe?.data ?? {};
  const file = path ?? 'the hook';
  const found = (
    kind: HookTrouble['kind'],
    text: string,
    values: Partial<HookTrouble> = {},
  ): HookTrouble | undefined => {
    const [first, ...others] = [
      ...(probe === undefined ? [] : [observationRef(probe.event, text)]),
      ...(refusal === undefined ? [] : [refusal]),
    ];
    return first && { kind, evidence: [first, ...others], path, ...values };
  };
  if (configured === false)
    return found(
      'not-configured',
      'the configuration of MediaMTX has no command for the start of the stream',
    );
  if (exists === false) return found('missing', `${file} does not exist`);
  if (executable === false) return found('not-executable', `${file} has no execute permission`);
  if (crlf === true)
    return found(
      'crlf',
      `the first line of ${file} ends in CR LF, so its interpreter is "${interpreter}\\r"`,
    );
  if (interpreterExists === false)
    return found('interpreter-missing', `the interpreter of ${file}, ${interpreter}, does not exist`, {
      interpreter,
    });
  if (refused === undefined) return notConfigured(facts);
  if (/permission denied/i.test(refused.data.message ?? '') && executable !== true)
    return found('not-executable', `the system does not let MediaMTX execute ${file}`);
  // A missing interpreter causes the same message; only the probe of the file distinguishes them.
  if (/no such file/i.test(refused.data.message ?? '') && probe?.data.exists === undefined)
    return found('cannot-start', `${file} cannot be started`);
  return undefined;
}

/** MediaMTX starts the command before it reports the stream, so that its log shows when there is none. */
function notConfigured(facts: PipelineFacts): HookTrouble | undefined {
  const { inPath } = facts;
  if (inPath === undefined) return undefined;
  const lines = facts
    .logs({
      source: 'mediamtx',
      message: /stream is available|runOn(Available|Ready) command (started|launched)/,
    })
    .filter(({ message }) => message.includes(inPath));
  const available = lines.find(({ message }) => message.includes('stream is available'));
  if (available === undefined || lines.some(({ message }) => message.includes('runOn'))) return undefined;
  return {
    kind: 'not-configured',
    evidence: [logRef(available, `${available.message}; no command of it is logged`)],
  };
}

/** The latest call that ended with an error. */
function failedCall(facts: PipelineFacts, calls: readonly Seen<HookCall>[]): HookTrouble | undefined {
  const end = calls.findLast(({ data }) => data.phase === 'end');
  if (end === undefined) return undefined;
  const { url, status, message, curlExitCode, durationMs = 0, exitCode } = end.data;
  const text = `hook ready ended with exit code ${exitCode}: ${message ?? (status === undefined ? 'no message' : `answered ${status}`)}`;
  const trouble = (kind: HookTrouble['kind']): HookTrouble => ({
    ...{ kind, url, status, message },
    evidence: [observationRef(end.event, text)],
  });
  if (status === undefined) {
    if (message !== undefined && /ORCHESTRATOR_URL/.test(message)) return trouble('url-not-set');
    if (message !== undefined && /not installed|not found/.test(message)) return trouble('tool-missing');
    if (isAnsweredByMediaService(facts, url) && !isMediaServiceUp(facts)) return undefined;
    if (curlExitCode === CURL_TIMED_OUT || durationMs >= WAITED_MS) return trouble('hangs');
    return curlExitCode === undefined ? undefined : trouble('unreachable');
  }
  if (status >= 200 && status < 300) return undefined;
  // At its documented address media-service itself has answered: then the hook did its work.
  if (status === 404) return isDocumented(facts, url) ? undefined : trouble('not-found');
  return trouble(status === 401 || status === 403 ? 'unauthorised' : 'rejected');
}

/** A call that has started long ago and not ended. */
function hangingCall(facts: PipelineFacts, calls: readonly Seen<HookCall>[]): HookTrouble | undefined {
  const start = calls.findLast(({ data }) => data.phase === 'start');
  if (start === undefined || hasEnded(calls, start)) return undefined;
  const { url } = start.data;
  if (isAnsweredByMediaService(facts, url) && !isMediaServiceUp(facts)) return undefined;
  const last = facts.events.at(-1);
  const forMs = (last?.atMs ?? 0) - start.event.atMs;
  if (last === undefined || forMs < HANGS_AFTER_MS) return undefined;
  const call = `hook ready (pid ${start.data.pid})`;
  const text = `${call} has not ended ${(forMs / 1000).toFixed(1)} s after its start`;
  const answered = otherAnswer(facts, start);
  return {
    kind: 'hangs',
    evidence: [
      { text, atMs: last.atMs, seq: last.seq, source: 'hook' },
      ...(answered === undefined ? [] : [answered]),
      observationRef(start.event, `${call} started`),
    ],
    url,
  };
}

/** The answer of the same server to another event, while the call hung. */
function otherAnswer(facts: PipelineFacts, { event, data }: Seen<HookCall>): EvidenceRef | undefined {
  const originOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);
  const other = facts.hookCalls.find(
    (call) =>
      call.event.seq > event.seq &&
      call.data.exitCode === 0 &&
      call.data.event !== data.event &&
      originOf(call.data.url) !== undefined &&
      originOf(call.data.url) === originOf(data.url),
  );
  if (other === undefined) return undefined;
  const { event: name, status, durationMs } = other.data;
  const after = durationMs === undefined ? '' : ` after ${durationMs} ms`;
  return observationRef(other.event, `hook ${name}: the same server answered ${status}${after}`);
}

/** Whether the call ended, with whatever answer. */
function hasEnded(calls: readonly Seen<HookCall>[], { event, data: { pid } }: Seen<HookCall>): boolean {
  return calls.some(
    ({ event: { seq }, data }) =>
      data.phase === 'end' && seq > event.seq && (data.pid === pid || data.pid === undefined),
  );
}

/** The address that media-service documents for the hook. */
function isDocumented(facts: PipelineFacts, url: string | undefined): boolean {
  return url === `${mediaServiceUrl(facts)}/v1/mediamtx/events/ready`;
}

function isAnsweredByMediaService(facts: PipelineFacts, url: string | undefined): boolean {
  const base = mediaServiceUrl(facts);
  return base !== undefined && url?.startsWith(`${base}/`) === true;
}

/** Until it was probed, it is up when step 0 found it healthy. */
function isMediaServiceUp(facts: PipelineFacts): boolean {
  return probedService(facts, 'media-service')?.isUp ?? facts.setup !== undefined;
}

function mediaServiceUrl({ setup }: PipelineFacts): string | undefined {
  return setup?.endpoints.mediaServiceUrl;
}
