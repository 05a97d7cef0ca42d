import { z } from 'zod';
import { HttpError, requestText, type TextAnswer } from '../http/index.ts';
import { MediamtxApiError, type MediamtxApiErrorCode } from './mediamtx-api-error.ts';
import {
  type MediamtxConfig,
  type MediamtxPath,
  mediamtxConfigSchema,
  mediamtxPathPageSchema,
  mediamtxPathSchema,
  mediamtxRefusalSchema,
} from './mediamtx-path.ts';

export interface MediamtxClientOptions {
  /** How long one request may take. 5000 by default. */
  readonly withinMs?: number;
  /** How many paths are asked for at a time. 100 by default, as the server's own. */
  readonly itemsPerPage?: number;
}

/**
 * Client of MediaMTX's control API, version 3. Every method throws a {@link MediamtxApiError} when the server is not
 * reachable, refuses, or answers something else than documented.
 */
export class MediamtxClient {
  readonly baseUrl: string;
  readonly #withinMs: number;
  readonly #itemsPerPage: number;

  /** @param baseUrl the API's address, e.g. `http://127.0.0.1:8889` */
  constructor(baseUrl: string, options: MediamtxClientOptions = {}) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.#withinMs = options.withinMs ?? 5000;
    this.#itemsPerPage = options.itemsPerPage ?? 100;
  }

  /** The global configuration; the cheapest proof that the API answers. */
  async getGlobalConfig(signal: AbortSignal): Promise<MediamtxConfig> {
    return read(await this.#get('/v3/config/global/get', signal), mediamtxConfigSchema);
  }

  /** All paths, over all pages. A path that moves between pages meanwhile is listed once, as last seen. */
  async listPaths(signal: AbortSignal): Promise<MediamtxPath[]> {
    const paths = new Map<string, MediamtxPath>();
    let pageCount = 1;
    for (let page = 0; page < pageCount; page += 1) {
      const query = `itemsPerPage=${this.#itemsPerPage}&page=${page}`;
      const answer = read(await this.#get(`/v3/paths/list?${query}`, signal), mediamtxPathPageSchema);
      for (const path of answer.items) paths.set(path.name, path);
      if (answer.items.length === 0) break;
      pageCount = answer.pageCount;
    }
    return [...paths.values()];
  }

  /** The path called `name`, e.g. `live/x/in`; `undefined` when the server has none. */
  async getPath(name: string, signal: AbortSignal): Promise<MediamtxPath | undefined> {
    const escaped = name.split('/').map(encodeURIComponent).join('/');
    const answer = await this.#get(`/v3/paths/get/${escaped}`, signal);
    if (answer.status === 404 && refusalIn(answer) !== undefined) return undefined;
    return read(answer, mediamtxPathSchema);
  }

  /**
   * Closes the connection of an RTMP publisher or reader.
   *
   * @param id of the connection, as {@link MediamtxPath.sourceId} tells it
   */
  async kickRtmpConnection(id: string, signal: AbortSignal): Promise<void> {
    requireOk(await this.#request('POST', `/v3/rtmpconns/kick/${encodeURIComponent(id)}`, signal));
  }

  async #get(path: string, signal: AbortSignal): Promise<TextAnswer> {
    return await this.#request('GET', path, signal);
  }

  async #request(method: 'GET' | 'POST', path: string, signal: AbortSignal): Promise<TextAnswer> {
    const url = `${this.baseUrl}${path}`;
    const options = { method, signal, withinMs: this.#withinMs, accept: 'application/json' };
    try {
      return await requestText(url, options);
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause;
      throw new MediamtxApiError('MEDIAMTX_UNREACHABLE', { url, lastState: cause.lastState }, cause);
    }
  }
}

function requireOk(answer: TextAnswer): void {
  if (answer.status === 200) return;
  const said = refusalIn(answer) ?? 'and is this a MediaMTX control API?';
  throw failure('MEDIAMTX_STATUS', answer, `answered ${answer.status}, expected 200: ${said}`);
}

function read<T>(answer: TextAnswer, schema: z.ZodType<T>): T {
  requireOk(answer);
  const result = schema.safeParse(jsonIn(answer));
  if (result.success) return result.data;
  const what = `the answer is not as documented: ${z.prettifyError(result.error)}`;
  throw failure('MEDIAMTX_INVALID_BODY', answer, what, result.error);
}

function jsonIn(answer: TextAnswer): unknown {
  try {
    return JSON.parse(answer.body);
  } catch (cause) {
    throw failure('MEDIAMTX_INVALID_BODY', answer, 'the answer is not JSON', cause);
  }
}

/** What the API itself says on a refusal; `undefined` when some other server answered. */
function refusalIn(answer: TextAnswer): string | undefined {
  try {
    return mediamtxRefusalSchema.parse(JSON.parse(answer.body)).error;
  } catch {
    return undefined;
  }
}

function failure(
  code: MediamtxApiErrorCode,
  answer: TextAnswer,
  what: string,
  cause?: unknown,
): MediamtxApiError {
  const bodyStart = answer.body.slice(0, 200);
  const lastState = `${what}. It begins: ${JSON.stringify(bodyStart)}`;
  return new MediamtxApiError(code, { url: answer.url, lastState, status: answer.status, bodyStart }, cause);
}
