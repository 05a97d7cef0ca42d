import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeWav } from '../audio/wav.ts';

/** An error response. */
export interface ErrorResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the message repeats the key of the request. */
  readonly repeatsKey?: boolean;
}

const TONE_RATE_HZ = 24_000;

/** An HTTP server in place of the remote providers. Each path responds correctly unless a test makes it fail. */
export class ProviderServer implements AsyncDisposable {
  readonly #http = createServer((request, response) => this.#answer(request, response));
  readonly #failures = new Map<string, { readonly failure: ErrorResponse | 'no-response'; left: number }>();
  /** Requested paths since {@link recover}, in order. */
  readonly requested: string[] = [];

  static async start(): Promise<ProviderServer> {
    const server = new ProviderServer();
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Makes a path fail. @param times number of requests that fail */
  fail(path: string, failure: ErrorResponse | 'no-response', times = Number.POSITIVE_INFINITY): void {
    this.#failures.set(path, { failure, left: times });
  }

  /** Removes all failures and clears the requested paths. */
  recover(): void {
    this.#failures.clear();
    this.requested.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    this.requested.push(pathname);
    request.resume();
    const failure = this.#failureAt(pathname);
    if (failure === 'no-response') return;
    if (failure !== undefined) {
      const { authorization, 'xi-api-key': apiKey } = request.headers;
      const message = failure.repeatsKey === true ? `You sent ${authorization ?? apiKey}.` : 'Not now.';
      response.writeHead(failure.status, { 'content-type': 'application/json', ...failure.headers });
      response.end(JSON.stringify({ message }));
    } else if (pathname.startsWith('/v1/text-to-speech/')) {
      response
        .writeHead(200, { 'content-type': 'audio/pcm' })
        .end(writeWav(tone(), TONE_RATE_HZ).subarray(44));
    } else {
      const answer = pathname.endsWith('/transcriptions')
        ? { text: 'Thirteen, fourteen.' }
        : { translations: [{ text: 'Trece, catorce.' }] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    }
  }

  #failureAt(pathname: string): ErrorResponse | 'no-response' | undefined {
    const entry = this.#failures.get(pathname);
    if (entry === undefined || entry.left === 0) return undefined;
    entry.left -= 1;
    return entry.failure;
  }
}

/** Two seconds of a tone. */
function tone(): Int16Array {
  return Int16Array.from(
    { length: 2 * TONE_RATE_HZ },
    (_, at) => 8000 * Math.sin((2 * Math.PI * 440 * at) / TONE_RATE_HZ),
  );
}
