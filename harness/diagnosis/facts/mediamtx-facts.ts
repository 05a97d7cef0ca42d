import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef, observationRef } from './run-facts.ts';
import { type ServiceTrouble, serviceTrouble } from './service-life.ts';

const diedSchema = z.object({
  service: z.literal('mediamtx'),
  exitCode: z.number().optional(),
  signal: z.string().optional(),
});

/** The one thing that is wrong with the process of MediaMTX. */
export const mediamtxTrouble = oncePerRecord((facts): ServiceTrouble | undefined => {
  return serviceTrouble(facts, 'mediamtx') ?? failedWith(facts);
});

/** MediaMTX as the error of a step names it. Logs without process observations have nothing else. */
function failedWith(facts: PipelineFacts): ServiceTrouble | undefined {
  for (const event of facts.events) {
    if (event.type !== 'step:end') continue;
    for (let { error } = event.result; error !== undefined; error = error.cause) {
      const died = error.code === 'SERVICE_DIED' ? diedSchema.safeParse(error.data).data : undefined;
      if (died === undefined) continue;
      const how = died.signal ?? `exit code ${died.exitCode ?? 'unknown'}`;
      const [head = error.code] = error.message.split('\n', 1);
      const text = head.replace(/\. Its last lines:$/, '');
      return {
        ...{ kind: 'died', how, bySignal: died.signal !== undefined },
        evidence: [{ text, atMs: event.atMs, seq: event.seq, source: event.result.id }],
      };
    }
  }
  return undefined;
}

/**
 * What answers at the address of MediaMTX's API, when it is not the API: one of these, so that no two causes rest on the
 * same fact.
 *
 * - `webrtc`: MediaMTX's own page of a stream
 * - `redirects`, `not-found`, `unauthorised`: the status of the answer
 * - `not-json`: a success with another content
 * - `silent`: the connection is accepted, and no answer comes
 */
export interface ApiTrouble {
  readonly kind: 'webrtc' | 'redirects' | 'not-found' | 'unauthorised' | 'not-json' | 'silent';
  readonly url: string;
  readonly status: number | undefined;
  readonly redirectedTo: string | undefined;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

interface Answer {
  readonly url: string;
  readonly status?: number | undefined;
  readonly contentType?: string | undefined;
  readonly redirectedTo?: string | undefined;
  readonly error?: string | undefined;
  readonly ref: EvidenceRef;
}

/** What is wrong with MediaMTX's API; `undefined` when it answers as such, or nothing is known. */
export const apiTrouble = oncePerRecord((facts): ApiTrouble | undefined => {
  if (mediamtxTrouble(facts) !== undefined) return undefined;
  const all = answers(facts);
  // A busy machine makes some answers late. They are not missing as long as others come.
  const answered = all.filter(({ status }) => status !== undefined);
  for (const answer of answered.length > 0 ? answered : all) {
    const webrtc = webrtcListener(facts, answer.url);
    const kind = kindOf(answer, webrtc !== undefined);
    if (kind === undefined || (kind === 'silent' && !isSilent(facts))) continue;
    const { url, status, redirectedTo, ref } = answer;
    const evidence = kind === 'webrtc' && webrtc !== undefined ? ([ref, webrtc] as const) : ([ref] as const);
    return { kind, url, status, redirectedTo, evidence };
  }
  return undefined;
});

function kindOf(
  { url, status, contentType, redirectedTo, error }: Answer,
  isWebrtc: boolean,
): ApiTrouble['kind'] | undefined {
  if (status === undefined)
    return error !== undefined && /no response within/.test(error) ? 'silent' : undefined;
  const isRight = status === 200 && (contentType === undefined || /\bjson\b/.test(contentType));
  if (isRight) return undefined;
  if (isWebrtc) return 'webrtc';
  if (status === 200) return 'not-json';
  // The pages of a stream, unlike an API, exist only with a slash at their end.
  if (redirectedTo !== undefined && redirectedTo === `${pathOf(url)}/`) return 'webrtc';
  if (status >= 300 && status < 400) return 'redirects';
  if (status === 401 || status === 403) return 'unauthorised';
  return status === 404 ? 'not-found' : undefined;
}

/**
 * Nothing but the silence is known of MediaMTX. Where its process is seen to run, or its paths were read until the end, one
 * late answer is the work of a busy machine.
 */
function isSilent(facts: PipelineFacts): boolean {
  const isSeen = facts.processSamples.some(({ data }) => data.list.some(({ name }) => name === 'mediamtx'));
  const read = facts.pathSamples.at(-1)?.event.atMs ?? 0;
  const failed = facts.pathFailures.at(-1)?.event.atMs;
  return !isSeen && (facts.pathSamples.length === 0 || (failed !== undefined && failed > read));
}

/** Answers of the API's address: those of the probes, and those to the requests for its paths. */
function answers(facts: PipelineFacts): readonly Answer[] {
  const found: Answer[] = [];
  const services = facts.probed('services');
  for (const entry of services?.data.list ?? [])
    if (services !== undefined && entry.name === 'mediamtx')
      found.push({ ...entry, ref: observationRef(services.event, describe(entry)) });
  const config = facts.probed('mediamtx-config');
  if (config?.data.url !== undefined) {
    const answer = { ...config.data, url: config.data.url };
    found.push({ ...answer, ref: observationRef(config.event, describe(answer)) });
  }
  const api = facts.setup?.endpoints.mediamtxApiUrl;
  const url = found[0]?.url ?? (api === undefined ? undefined : `${api}/v3/paths/list`);
  const refused = facts.pathFailures.find(({ data }) => data.status !== undefined);
  if (url !== undefined && refused !== undefined) {
    const answer = { url, status: refused.data.status };
    found.push({ ...answer, ref: observationRef(refused.event, describe(answer)) });
  }
  return found;
}

function describe({ url, status, contentType, redirectedTo, error }: Omit<Answer, 'ref'>): string {
  const answer = status === undefined ? (error ?? 'no response') : `answered ${status}`;
  const type = contentType === undefined ? '' : ` with ${contentType}`;
  return `GET ${url} ${answer}${type}${redirectedTo === undefined ? '' : `, redirected to ${redirectedTo}`}`;
}

/** MediaMTX's own report that WebRTC listens on the port of a URL. */
function webrtcListener(facts: PipelineFacts, url: string): EvidenceRef | undefined {
  if (!URL.canParse(url)) return undefined;
  const { port } = new URL(url);
  const line = facts
    .logs({ source: 'mediamtx', message: /^\[WebRTC\] started/ })
    .find(({ message }) => new RegExp(`:${port}\\b[^,]*TCP`).test(message));
  return line && logRef(line);
}

const API_STARTED = /^\[API\] (?:started with listeners?|listener opened) on (\S+?)(?:,| |$)/;

/** Where MediaMTX reports that its API listens: `127.0.0.1:9997`, or `off` when it reports its start and no API. */
export function apiListener(
  facts: PipelineFacts,
): { readonly address: string; readonly ref: EvidenceRef } | 'off' | undefined {
  const line = facts.logs({ source: 'mediamtx', message: API_STARTED }).at(-1);
  const address = API_STARTED.exec(line?.message ?? '')?.[1];
  if (line !== undefined && address !== undefined) return { address, ref: logRef(line) };
  const hasStarted =
    facts.logs({ source: 'mediamtx', message: /^configuration loaded/ }).length > 0 &&
    facts.logs({ source: 'mediamtx', message: /^\[\w+\] started with listener/ }).length > 0;
  return hasStarted ? 'off' : undefined;
}

function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

const PORT_DEAD = /^no (RTMP|RTSP) at (\S+?):? /;

/** The stream port that step 0 found dead. */
export function streamPortRef(
  facts: PipelineFacts,
): { readonly protocol: 'rtmp' | 'rtsp'; readonly url: string; readonly ref: EvidenceRef } | undefined {
  const event = facts.events.find((end) => end.type === 'step:end' && end.result.id === 'environment-setup');
  if (event?.type !== 'step:end' || mediamtxTrouble(facts) !== undefined) return undefined;
  for (let { error } = event.result; error !== undefined; error = error.cause) {
    if (error.code !== 'STREAM_PORT_DEAD') continue;
    const [text = error.code] = error.message.split('\n', 1);
    const [, name, url] = PORT_DEAD.exec(text) ?? [];
    if (name === undefined || url === undefined) return undefined;
    const protocol = name === 'RTSP' ? 'rtsp' : 'rtmp';
    return { protocol, url, ref: { text, atMs: event.atMs, seq: event.seq, source: 'environment-setup' } };
  }
  return undefined;
}
