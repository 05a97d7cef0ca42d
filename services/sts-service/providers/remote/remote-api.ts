import type { z } from 'zod';
import { describeIssues } from '../../wire/describe-issues.ts';
import type { WorkLimits } from '../provider.ts';
import { postOnce, type RemoteRequest } from './post-once.ts';
import { RemoteProviderError } from './remote-provider-error.ts';
import { type RemoteService, remoteError } from './remote-service.ts';
import { type RetryClock, systemClock } from './retry-clock.ts';
import { retryDelayMs } from './retry-delay.ts';

const MAX_ATTEMPTS = 4;

/**
 * Requests to one service, over `fetch`. What may pass is tried again, up to four times in all and within the
 * limits of the work: when the service says (`Retry-After`), else after 0.25 s and twice that each time.
 */
export class RemoteApi {
  readonly #service: RemoteService;
  readonly #clock: RetryClock;

  constructor(service: RemoteService, clock: RetryClock = systemClock) {
    this.#service = service;
    this.#clock = clock;
  }

  /**
   * Posts a form, or an object as JSON, and reads the JSON that comes back.
   *
   * @throws {RemoteProviderError}; when `limits.signal` was aborted, its reason
   */
  async askJson<T>(
    path: string,
    body: FormData | object,
    schema: z.ZodType<T>,
    limits: WorkLimits,
  ): Promise<T> {
    const bytes = await this.#ask({ path, body, expects: 'json' }, limits);
    const parsed = schema.safeParse(this.#parse(Buffer.from(bytes).toString('utf8')));
    if (parsed.success) return parsed.data;
    const what = `answered with JSON of another kind: ${describeIssues(parsed.error.issues)}`;
    throw remoteError(this.#service, 'unusable', what);
  }

  /** Posts an object as JSON, and gives the bytes of sound that come back. @throws as {@link askJson} */
  async askAudio(path: string, body: object, limits: WorkLimits): Promise<Uint8Array> {
    const bytes = await this.#ask({ path, body, expects: 'audio' }, limits);
    if (bytes.length === 0) throw remoteError(this.#service, 'unusable', 'answered without any sound');
    return bytes;
  }

  async #ask(request: RemoteRequest, { signal, deadlineMs }: WorkLimits): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await postOnce(this.#service, request, this.#clock.dateMs(), signal);
      } catch (error) {
        if (!(error instanceof RemoteProviderError) || !error.mayPass) throw error;
        const delayMs = retryDelayMs(attempt, error.retryAfterMs);
        const leftMs = Math.max(0, deadlineMs - this.#clock.nowMs());
        if (attempt === MAX_ATTEMPTS) throw this.#givenUp(error, `in all of ${MAX_ATTEMPTS} attempts`);
        if (delayMs >= leftMs) {
          const why = `and the next attempt, in ${seconds(delayMs)}, would be too late with ${seconds(leftMs)} left`;
          throw this.#givenUp(error, why);
        }
        await this.#clock.sleep(delayMs, signal);
      }
    }
  }

  #givenUp(error: RemoteProviderError, why: string): RemoteProviderError {
    const what = error.message.slice(error.provider.length + 1);
    return remoteError(this.#service, error.failure, `${what}, ${why}`, { cause: error.cause });
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw remoteError(
        this.#service,
        'unusable',
        `answered with ${text.length} characters that are no JSON`,
      );
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
