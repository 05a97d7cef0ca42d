import type { z } from 'zod';
import { describeIssues } from '../../wire/describe-issues.ts';
import type { WorkLimits } from '../provider.ts';
import { postOnce, type RemoteRequest } from './post-once.ts';
import { RemoteProviderError, type RemoteService, remoteError } from './remote-service.ts';
import { type RetryClock, retryDelayMs, systemClock } from './retry.ts';

const MAX_ATTEMPTS = 4;

/**
 * Sends requests to one service with `fetch`. Transient failures are retried, up to four attempts within the limits of
 * the work: after the delay that the service requests (`Retry-After`), otherwise after 0.25 s, doubled each time.
 */
export class RemoteApi {
  readonly #service: RemoteService;
  readonly #clock: RetryClock;

  constructor(service: RemoteService, clock: RetryClock = systemClock) {
    this.#service = service;
    this.#clock = clock;
  }

  /**
   * Posts a form, or an object as JSON, and parses the JSON response.
   *
   * @throws {RemoteProviderError}; when `limits.signal` aborts, its reason
   */
  async requestJson<T>(
    path: string,
    body: FormData | object,
    schema: z.ZodType<T>,
    limits: WorkLimits,
  ): Promise<T> {
    const bytes = await this.#request({ path, body, expects: 'json' }, limits);
    const parsed = schema.safeParse(this.#parse(Buffer.from(bytes).toString('utf8')));
    if (parsed.success) return parsed.data;
    const outcome = `answered with unexpected JSON: ${describeIssues(parsed.error.issues)}`;
    throw remoteError(this.#service, 'unusable', outcome);
  }

  /** Posts an object as JSON and returns the audio in the response. @throws as {@link requestJson} */
  async requestAudio(path: string, body: object, limits: WorkLimits): Promise<Uint8Array> {
    const bytes = await this.#request({ path, body, expects: 'audio' }, limits);
    if (bytes.length === 0) throw remoteError(this.#service, 'unusable', 'answered without audio');
    return bytes;
  }

  async #request(request: RemoteRequest, { signal, deadlineMs }: WorkLimits): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await postOnce(this.#service, request, this.#clock.dateMs(), signal);
      } catch (error) {
        if (!(error instanceof RemoteProviderError) || !error.isTransient) throw error;
        const delayMs = retryDelayMs(attempt, error.retryAfterMs);
        const leftMs = Math.max(0, deadlineMs - this.#clock.nowMs());
        if (attempt === MAX_ATTEMPTS) throw this.#giveUp(error, `in all ${MAX_ATTEMPTS} attempts`);
        if (delayMs >= leftMs) {
          const why = `and a retry in ${seconds(delayMs)} would exceed the remaining ${seconds(leftMs)}`;
          throw this.#giveUp(error, why);
        }
        await this.#clock.sleep(delayMs, signal);
      }
    }
  }

  #giveUp(error: RemoteProviderError, why: string): RemoteProviderError {
    const outcome = error.message.slice(error.provider.length + 1);
    return remoteError(this.#service, error.failure, `${outcome}, ${why}`, { cause: error.cause });
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw remoteError(this.#service, 'unusable', `answered with ${text.length} characters of invalid JSON`);
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
