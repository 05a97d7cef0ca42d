import { z } from 'zod';
import { errorMessage } from '../../../lib/error-message.ts';
import { redactUrls } from '../../../lib/redact-url.ts';

const TIMEOUT_MS = 5000;

/**
 * The fields of `/v3/paths/list` that are used. Older releases send `ready` and `tracks`, newer ones `available`
 * and `tracks2`.
 */
const pageSchema = z.object({
  pageCount: z.number().int().nonnegative(),
  items: z.array(
    z.object({
      name: z.string(),
      available: z.boolean().optional(),
      ready: z.boolean().optional(),
      source: z.object({ id: z.string() }).nullish(),
      tracks: z.array(z.string()).nullish(),
      tracks2: z.array(z.object({ codec: z.string() })).nullish(),
    }),
  ),
});

/** A path as MediaMTX lists it. */
export type ListedPath = z.infer<typeof pageSchema>['items'][number];

/** MediaMTX did not return the list of live inputs. */
export class MediamtxApiError extends Error {
  override readonly name = 'MediamtxApiError';
  readonly code = 'MEDIAMTX_API_FAILED';

  constructor(url: string, what: string, cause?: unknown) {
    super(
      `cannot list the paths at ${redactUrls(url)}: ${what}; MEDIAMTX_API_URL must be the URL of MediaMTX's control ` +
        'API (api: true), and media-service must have the permission "action: api"',
      { cause },
    );
  }
}

/**
 * Requests the paths from MediaMTX's control API. They are listed, because MediaMTX logs an error for each request of an
 * unknown path.
 *
 * @param apiUrl e.g. `http://127.0.0.1:8889`; its user and password are sent as basic authentication
 * @throws {MediamtxApiError}
 */
export async function* listPaths(
  apiUrl: string,
  signal: AbortSignal,
): AsyncGenerator<ListedPath, void, undefined> {
  for (let [page, pageCount] = [0, 1]; page < pageCount; page++) {
    const answer = await fetchPage(`${apiUrl}/v3/paths/list?page=${page}`, signal);
    pageCount = answer.pageCount;
    yield* answer.items;
  }
}

async function fetchPage(url: string, signal: AbortSignal): Promise<z.infer<typeof pageSchema>> {
  const within = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { address, headers } = separateCredentials(url);
    const answer = await fetch(address, {
      headers,
      signal: AbortSignal.any([signal, within]),
      redirect: 'error',
    });
    if (!answer.ok) throw new MediamtxApiError(url, `status ${answer.status}`);
    return pageSchema.parse(await answer.json());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MediamtxApiError) throw error;
    const what = within.aborted ? `no answer within ${TIMEOUT_MS} ms` : describe(error);
    throw new MediamtxApiError(url, what, error);
  }
}

/** `fetch` rejects URLs that contain credentials, and shows them in its error. */
function separateCredentials(url: string): { address: string; headers: Record<string, string> } {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return { address: url, headers: {} };
  const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = parsed.password = '';
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { address: parsed.href, headers: { authorization } };
}

/** The error of `fetch` is generic; its cause is specific. */
function describe(error: unknown): string {
  if (error instanceof z.ZodError) return `unexpected answer: ${z.prettifyError(error)}`;
  const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return errorMessage(why);
}
