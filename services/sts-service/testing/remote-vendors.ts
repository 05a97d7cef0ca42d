import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeWav } from '../audio/write-wav.ts';

/** Something else than the right answer. */
export interface VendorTrouble {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it says back what it was sent for authorization. */
  readonly repeatsKey?: boolean;
}

const TONE_RATE_HZ = 24_000;

/** The remote providers, on a socket of this machine: each answers rightly, until a test wants trouble of it. */
export class RemoteVendors implements AsyncDisposable {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #troubles = new Map<string, { readonly trouble: VendorTrouble | 'silence'; left: number }>();
  /** Paths that were asked since {@link recover}, in order. */
  readonly asked: string[] = [];

  static async start(): Promise<RemoteVendors> {
    const vendors = new RemoteVendors();
    await new Promise<void>((resolve) => vendors.#server.listen(0, '127.0.0.1', resolve));
    return vendors;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** @param times how often; then the answers are right again */
  trouble(path: string, trouble: VendorTrouble | 'silence', times = Number.POSITIVE_INFINITY): void {
    this.#troubles.set(path, { trouble, left: times });
  }

  /** Ends all trouble, and forgets what was asked. */
  recover(): void {
    this.#troubles.clear();
    this.asked.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    this.asked.push(pathname);
    request.resume();
    const trouble = this.#troubleAt(pathname);
    if (trouble === 'silence') return;
    if (trouble !== undefined) {
      const { authorization, 'xi-api-key': apiKey } = request.headers;
      const message = trouble.repeatsKey === true ? `You sent ${authorization ?? apiKey}.` : 'Not now.';
      response.writeHead(trouble.status, { 'content-type': 'application/json', ...trouble.headers });
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

  #troubleAt(pathname: string): VendorTrouble | 'silence' | undefined {
    const entry = this.#troubles.get(pathname);
    if (entry === undefined || entry.left === 0) return undefined;
    entry.left -= 1;
    return entry.trouble;
  }
}

/** Two seconds to hear. */
function tone(): Int16Array {
  return Int16Array.from(
    { length: 2 * TONE_RATE_HZ },
    (_, at) => 8000 * Math.sin((2 * Math.PI * 440 * at) / TONE_RATE_HZ),
  );
}
