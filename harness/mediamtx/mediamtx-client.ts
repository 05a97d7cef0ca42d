import { z } from 'zod';
import { HarnessError } from '../engine/index.ts';
import { HttpError, requestText, type TextResponse } from '../http/index.ts';
import {
  type MediamtxConfig,
  type MediamtxPath,
  mediamtxConfigSchema,
  mediamtxErrorSchema,
  mediamtxInfoSchema,
  mediamtxPathPageSchema,
  mediamtxPathSchema,
} from './mediamtx-path.ts';

type MediamtxApiErrorCode = 'MEDIAMTX_UNREACHABLE' | 'MEDIAMTX_STATUS' | 'MEDIAMTX_INVALID_BODY';

/** A request to the control API without a usable response. */
export class MediamtxApiError extends HarnessError {
  declare readonly code: MediamtxApiErrorCode;
  readonly url: string;
  /** What was last observed, in words. */
  readonly lastState: string;
  readonly status: number | undefined;
  /** The first characters of the body. */
  readonly bodyStart: string | undefined;

  constructor(
    code: MediamtxApiErrorCode,
    response: {
      readonly url: string;
      readonly lastState: string;
      readonly status?: number;
      readonly bodyStart?: string;
    },
    cause?: unknown,
  ) {
    super(`MediaMTX API ${response.url}: ${response.lastState}`, { code, fault: 'PRODUCT', cause });
    this.url = response.url;
    this.lastState = response.lastState;
    this.status = response.status;
    this.bodyStart = response.bodyStart;
  }
}

export interface MediamtxClientOptions {
  /** Time limit of one request. 5000 by default. */
  readonly withinMs?: number;
  /** Number of paths per page. 100 by default, as in the server. */
  readonly itemsPerPage?: number;
}

/**
 * Client of the control API of MediaMTX, version 3. Every method throws a {@link MediamtxApiError} when the server is
 * not reachable, rejects the request, or sends an unexpected response.
 */
export class MediamtxClient {
  readonly baseUrl: string;
  readonly #withinMs: number;
  readonly #itemsPerPage: number;

  /** @param baseUrl address of the API, such as `http://127.0.0.1:8889` */
  constructor(baseUrl: string, options: MediamtxClientOptions = {}) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.#withinMs = options.withinMs ?? 5000;
    this.#itemsPerPage = options.itemsPerPage ?? 100;
  }

  /** The global configuration; the cheapest request to see whether the API responds. */
  async getGlobalConfig(signal: AbortSignal): Promise<MediamtxConfig> {
    return read(await this.#get('/v3/config/global/get', signal), mediamtxConfigSchema);
  }

  /** The version of the server, as it prints it: `v1.20.1`. */
  async getVersion(signal: AbortSignal): Promise<string> {
    return read(await this.#get('/v3/info', signal), mediamtxInfoSchema).version;
  }

  /** All paths, from all pages. A path that moves between pages meanwhile is listed once, as last seen. */
  async listPaths(signal: AbortSignal): Promise<MediamtxPath[]> {
    const paths = new Map<string, MediamtxPath>();
    let pageCount = 1;
    for (let page = 0; page < pageCount; page += 1) {
      const query = `itemsPerPage=${this.#itemsPerPage}&page=${page}`;
      const response = read(await this.#get(`/v3/paths/list?${query}`, signal), mediamtxPathPageSchema);
      for (const path of response.items) paths.set(path.name, path);
      if (response.items.length === 0) break;
      pageCount = response.pageCount;
    }
    return [...paths.values()];
  }

  /** The path `name`, such as `live/x/in`; `undefined` when the server does not have it. */
  async getPath(name: string, signal: AbortSignal): Promise<MediamtxPath | undefined> {
    const escaped = name.split('/').map(encodeURIComponent).join('/');
    const response = await this.#get(`/v3/paths/get/${escaped}`, signal);
    if (response.status === 404 && errorIn(response) !== undefined) return undefined;
    return read(response, mediamtxPathSchema);
  }

  /**
   * Closes the connection of an RTMP publisher or reader.
   *
   * @param id of the connection: {@link MediamtxPath.sourceId}
   */
  async kickRtmpConnection(id: string, signal: AbortSignal): Promise<void> {
    requireOk(await this.#request('POST', `/v3/rtmpconns/kick/${encodeURIComponent(id)}`, signal));
  }

  async #get(path: string, signal: AbortSignal): Promise<TextResponse> {
    return await this.#request('GET', path, signal);
  }

  async #request(method: 'GET' | 'POST', path: string, signal: AbortSignal): Promise<TextResponse> {
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

function requireOk(response: TextResponse): void {
  if (response.status === 200) return;
  const reason = errorIn(response) ?? 'check that this is a MediaMTX control API';
  throw failure('MEDIAMTX_STATUS', response, `returned ${response.status}, expected 200: ${reason}`);
}

function read<T>(response: TextResponse, schema: z.ZodType<T>): T {
  requireOk(response);
  const result = schema.safeParse(jsonIn(response));
  if (result.success) return result.data;
  const problem = `the response does not match the API: ${z.prettifyError(result.error)}`;
  throw failure('MEDIAMTX_INVALID_BODY', response, problem, result.error);
}

function jsonIn(response: TextResponse): unknown {
  try {
    return JSON.parse(response.body);
  } catch (cause) {
    throw failure('MEDIAMTX_INVALID_BODY', response, 'the response is not JSON', cause);
  }
}

/** The error message of the API; `undefined` when the response is not from the API. */
function errorIn(response: TextResponse): string | undefined {
  try {
    return mediamtxErrorSchema.parse(JSON.parse(response.body)).error;
  } catch {
    return undefined;
  }
}

function failure(
  code: MediamtxApiErrorCode,
  response: TextResponse,
  problem: string,
  cause?: unknown,
): MediamtxApiError {
  const bodyStart = response.body.slice(0, 200);
  const lastState = `${problem}. The body starts with ${JSON.stringify(bodyStart)}`;
  return new MediamtxApiError(
    code,
    { url: response.url, lastState, status: response.status, bodyStart },
    cause,
  );
}
