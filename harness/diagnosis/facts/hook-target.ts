import type { PipelineFacts } from './pipeline-facts.ts';
import { probedService } from './stream-facts.ts';

const EVENTS_PATH = '/v1/mediamtx/events';
/** curl reports it only for a connection that was accepted. */
const SENT = /with \d+ (out of -?\d+ )?bytes received/;

/** The server that the hook posts to, compared with media-service. */
export interface HookTarget {
  /** Without its path: `http://127.0.0.1:9`. */
  readonly origin: string;
  /** The value of ORCHESTRATOR_URL, where the address ends in the documented path of an event. */
  readonly setting: string | undefined;
  /** Where MediaMTX reaches media-service. */
  readonly mediaService: string | undefined;
  /** The first part of the address that differs from the documented one; `undefined` when media-service is unknown. */
  readonly difference: 'scheme' | 'host' | 'port' | 'path' | 'none' | undefined;
}

/** @param url the address of a hook call; `undefined` and invalid ones have no target */
export function hookTarget(facts: PipelineFacts, url: string | undefined): HookTarget | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const used = new URL(url);
  const [setting, rest] = url.split(/\/v1\/mediamtx\/events\/[\w-]+$/);
  const mediaService = mediaServiceOf(facts);
  return {
    origin: used.origin,
    setting: rest === '' ? setting : undefined,
    mediaService,
    difference: mediaService === undefined ? undefined : differenceOf(used, new URL(mediaService)),
  };
}

/**
 * Where media-service is and how the address differs, as the end of a sentence: `media-service is at http://127.0.0.1:8080,
 * which has another port`.
 */
export function comparedWithMediaService({ mediaService, difference }: HookTarget): string | undefined {
  if (mediaService === undefined || difference === undefined) return undefined;
  if (difference === 'none') return `media-service at ${mediaService} is the right address`;
  if (difference === 'path')
    return `media-service is at ${mediaService}: host and port are right, and the path is not ${EVENTS_PATH}/ready, which the hook appends to ORCHESTRATOR_URL`;
  const same = difference === 'port' ? ': the host is the same, the port is not' : `: another ${difference}`;
  return `media-service is at ${mediaService}${same}`;
}

/** Sets the address of the hook. */
export function fixOfTarget({ setting, mediaService }: HookTarget): string {
  const now = setting === undefined || setting === mediaService ? '' : `, now ${setting}`;
  return `Set ORCHESTRATOR_URL=<orchestrator-url> (without a path${now}) in the environment of the MediaMTX process, and restart MediaMTX.`;
}

/** Whether curl, which ended without an answer, had a connection. */
export function wasConnected(message: string | undefined): boolean {
  return message !== undefined && SENT.test(message);
}

/** The response of media-service to a probe after the failure: `GET http://…/health answered 200`. */
export function mediaServiceAnswer(facts: PipelineFacts): string | undefined {
  const probe = probedService(facts, 'media-service');
  return probe?.isUp === true ? probe.ref.text : undefined;
}

/** Services in containers reach each other by name. */
function mediaServiceOf({ environment, setup }: PipelineFacts): string | undefined {
  const known = setup?.endpoints.mediaServiceUrl?.replace(/\/$/, '');
  if (known === undefined || !URL.canParse(known)) return undefined;
  return environment === 'compose' ? 'http://media-service:8080' : known;
}

function differenceOf(used: URL, right: URL): NonNullable<HookTarget['difference']> {
  if (used.hostname !== right.hostname) return 'host';
  if (used.port !== right.port) return 'port';
  if (used.protocol !== right.protocol) return 'scheme';
  return new RegExp(`^${EVENTS_PATH}/[\\w-]+$`).test(used.pathname) ? 'none' : 'path';
}
