import { z } from 'zod';
import { errorMessage } from '../../../lib/error-message.ts';
import { parsePath } from '../../contracts/stream-id.ts';

const ANSWER_WITHIN_MS = 5000;

/** What is read of `/v3/paths/list`. Older releases say `ready`, newer ones `available`. */
const pageSchema = z.object({
  pageCount: z.number().int().nonnegative(),
  items: z.array(
    z.object({
      name: z.string(),
      available: z.boolean().optional(),
      ready: z.boolean().optional(),
      source: z.object({ id: z.string() }).nullish(),
    }),
  ),
});

/** An input that has a publisher. */
export interface LiveInput {
  readonly streamId: string;
  /** MediaMTX's id of the publisher's connection, as its hooks tell it. */
  readonly sourceId: string;
}

/** MediaMTX did not say which inputs are live. */
export class MediamtxApiError extends Error {
  override readonly name = 'MediamtxApiError';
  readonly code = 'MEDIAMTX_API_FAILED';

  constructor(url: string, what: string, cause?: unknown) {
    super(
      `MediaMTX did not tell at ${url} which streams are live: ${what}; ` +
        'MEDIAMTX_API_URL must be its control API (api: true), which this service may use (action: api)',
      { cause },
    );
  }
}

/**
 * Asks MediaMTX's control API which inputs have a publisher.
 *
 * @param apiUrl e.g. `http://127.0.0.1:8889`
 * @throws {MediamtxApiError}
 */
export async function liveInputs(apiUrl: string, signal: AbortSignal): Promise<LiveInput[]> {
  const found = new Map<string, LiveInput>();
  for (let [page, pageCount] = [0, 1]; page < pageCount; page++) {
    const answer = await askPage(`${apiUrl}/v3/paths/list?page=${page}`, signal);
    pageCount = answer.pageCount;
    for (const { name, available, ready, source } of answer.items) {
      const path = parsePath(name);
      if (path?.direction !== 'in' || (available ?? ready) !== true || !source) continue;
      found.set(path.streamId, { streamId: path.streamId, sourceId: source.id });
    }
  }
  return [...found.values()];
}

async function askPage(url: string, signal: AbortSignal): Promise<z.infer<typeof pageSchema>> {
  const within = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, within]), redirect: 'error' });
    if (!answer.ok) throw new MediamtxApiError(url, `it answered ${answer.status}`);
    return pageSchema.parse(await answer.json());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MediamtxApiError) throw error;
    const what = within.aborted ? `no answer within ${ANSWER_WITHIN_MS} ms` : reasonOf(error);
    throw new MediamtxApiError(url, what, error);
  }
}

/** `fetch` says that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `its answer is another one: ${z.prettifyError(error)}`;
  const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return errorMessage(why);
}
