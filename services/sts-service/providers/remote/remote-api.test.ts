import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ManualRetryClock } from '../../testing/manual-retry-clock.ts';
import type { WorkLimits } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import { RemoteProviderError } from './remote-service.ts';

const KEY = 'k3y-Never-Shown';
const URL = 'https://api.test';
const NOON_MS = Date.UTC(2026, 10, 22, 12, 0, 0);
const schema = z.object({ text: z.string() });

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'bypass' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

let clock: ManualRetryClock;
let requests: Request[];

beforeEach(() => {
  clock = new ManualRetryClock(NOON_MS);
  requests = [];
});

/** Responds to the requests with these responses in order; the last one repeats. */
function respondWith(...responses: ((request: Request) => Response | Promise<Response>)[]): void {
  server.use(
    http.post(`${URL}/path`, async ({ request }) => {
      const respond = responses[Math.min(requests.length, responses.length - 1)];
      requests.push(request);
      if (respond === undefined) throw new Error('Expected at least one response.');
      return await respond(request);
    }),
  );
}

const ok = () => HttpResponse.json({ text: 'fine' });
const status = (code: number, headers: Record<string, string> = {}, body: object = {}) => {
  return () => HttpResponse.json(body, { status: code, headers });
};

function api(url = URL): RemoteApi {
  const headers = { authorization: `Bearer ${KEY}` };
  return new RemoteApi({ provider: 'deepl', part: 'STS_TRANSLATOR', url, headers, key: KEY }, clock);
}

function limits(leftMs = 8000, signal: AbortSignal = new AbortController().signal): WorkLimits {
  return { signal, deadlineMs: leftMs };
}

/** The error of a failed request. */
async function failureOf(request: Promise<unknown>): Promise<RemoteProviderError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RemoteProviderError) return error;
  throw new Error('Expected a RemoteProviderError.', { cause: error });
}

const requestText = (leftMs?: number) => api().requestJson('/path', { q: 1 }, schema, limits(leftMs));

describe('retries transient failures', () => {
  test('429 with seconds after that time', async () => {
    respondWith(status(429, { 'retry-after': '3' }), ok);
    expect(await requestText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([3000]);
  });

  test('429 with a date at that time', async () => {
    respondWith(status(429, { 'retry-after': 'Sun, 22 Nov 2026 12:00:05 GMT' }), ok);
    expect(await requestText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([5000]);
  });

  test('500 with increasing delays', async () => {
    respondWith(status(500), status(503), ok);
    expect(await requestText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([250, 500]);
  });

  test('500 up to four attempts', async () => {
    respondWith(status(500, {}, { message: 'overloaded' }));
    const error = await failureOf(requestText());
    expect(error).toMatchObject({ failure: 'unavailable', provider: 'deepl' });
    expect(error.message).toBe('deepl answered 500 (overloaded), in all 4 attempts');
    expect(requests).toHaveLength(4);
    expect(clock.sleptMs).toEqual([250, 500, 1000]);
  });

  test('not when the requested delay exceeds the remaining time', async () => {
    respondWith(status(429, { 'retry-after': '60' }));
    const error = await failureOf(requestText(8000));
    expect(error).toMatchObject({ failure: 'rate-limited', retryAfterMs: undefined });
    expect(error.message).toBe('deepl answered 429, and a retry in 60.0 s would exceed the remaining 8.0 s');
    expect([requests.length, clock.sleptMs]).toEqual([1, []]);
  });

  test('within the time that earlier delays leave', async () => {
    respondWith(status(429, { 'retry-after': '3' }));
    expect((await failureOf(requestText(8000))).failure).toBe('rate-limited');
    expect(clock.sleptMs).toEqual([3000, 3000]);
  });

  test('a connection that breaks within the response', async () => {
    const cut = () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('{"text":"fi'));
        },
        pull: (controller) => controller.error(new Error('cut')),
      });
      return new HttpResponse(body, { headers: { 'content-type': 'application/json' } });
    };
    respondWith(cut, ok);
    expect(await requestText()).toEqual({ text: 'fine' });
    expect(requests).toHaveLength(2);
  });

  test('with the same JSON body each time', async () => {
    const sent: unknown[] = [];
    respondWith(async (request) => {
      sent.push(await request.json());
      return sent.length < 2 ? status(500)() : ok();
    });
    await requestText();
    expect(sent).toEqual([{ q: 1 }, { q: 1 }]);
  });

  test('with the same form each time', async () => {
    const sent: unknown[] = [];
    respondWith(async (request) => {
      const file = (await request.formData()).get('file');
      sent.push(file instanceof File ? await file.text() : file);
      return sent.length < 2 ? status(500)() : ok();
    });
    const form = new FormData();
    form.set('file', new Blob(['audio']), 'speech.wav');
    await api().requestJson('/path', form, schema, limits());
    expect(sent).toEqual(['audio', 'audio']);
  });
});

describe('fails at once', () => {
  test.each([
    [400, {}, 'deepl answered 400'],
    [401, { detail: { message: 'bad' } }, 'deepl answered 401 (bad). Check STS_TRANSLATOR_KEY.'],
    [403, { error: { message: 'no' } }, 'deepl answered 403 (no). Check STS_TRANSLATOR_KEY.'],
    [404, { error: 'what?' }, 'deepl answered 404 (what?). Check STS_TRANSLATOR_URL.'],
    [456, { message: 'Quota exceeded' }, 'deepl answered 456 (Quota exceeded)'],
  ])('on status %i', async (code, body, message) => {
    respondWith(status(code, {}, body));
    const error = await failureOf(requestText());
    expect([error.failure, error.message]).toEqual(['refused', message]);
    expect(requests).toHaveLength(1);
  });

  test('on a redirect, which would send the key to another host', async () => {
    let redirected = 0;
    server.use(
      http.all('https://other.test/', () => {
        redirected += 1;
        return ok();
      }),
    );
    respondWith(() => new HttpResponse(null, { status: 307, headers: { location: 'https://other.test/' } }));
    expect((await failureOf(requestText())).message).toContain('answered 307. Check STS_TRANSLATOR_URL.');
    expect(redirected).toBe(0);
  });

  test.each<[string, () => Response, string]>([
    ['HTML', () => HttpResponse.html('<p>Log in'), 'answered with "text/html" instead of json'],
    [
      'no content type',
      () => new HttpResponse(Buffer.from('{"text":"a"}')),
      'answered with "" instead of json',
    ],
    ['invalid JSON', () => jsonText('{"text":'), 'answered with 8 characters of invalid JSON'],
    ['an empty body', () => jsonText(''), 'answered with 0 characters of invalid JSON'],
    ['unexpected JSON', () => jsonText('{"texts":[]}'), 'answered with unexpected JSON: text: '],
    [
      'a body that is too large',
      () => jsonText('x'.repeat(1_048_577)),
      'answered with more than 1048576 bytes',
    ],
    [
      'a declared length that is too large',
      () => jsonText('{"text":"a"}', { 'content-length': '1048577' }),
      'answered with more than 1048576 bytes',
    ],
  ])('on %s', async (_case, respond, message) => {
    respondWith(respond);
    const error = await failureOf(requestText());
    expect(error.failure).toBe('unusable');
    expect(error.message).toContain(message);
    expect(requests).toHaveLength(1);
  });

  test('on JSON or an empty body in place of audio', async () => {
    respondWith(ok);
    expect((await failureOf(api().requestAudio('/path', {}, limits()))).message).toContain(
      'instead of audio',
    );
    requests = [];
    respondWith(() => new HttpResponse(null, { headers: { 'content-type': 'audio/wav' } }));
    expect((await failureOf(api().requestAudio('/path', {}, limits()))).message).toContain('without audio');
  });
});

function jsonText(text: string, headers: Record<string, string> = {}): Response {
  return new HttpResponse(text, { headers: { 'content-type': 'application/json', ...headers } });
}

describe('time', () => {
  test('throws the reason of the signal without a retry when there is no response', async () => {
    const tooLate = new Error('too late');
    const limit = new AbortController();
    respondWith(async () => {
      limit.abort(tooLate);
      await delay('infinite');
      return ok();
    });
    const request = api().requestJson('/path', {}, schema, limits(0, limit.signal));
    await expect(request).rejects.toBe(tooLate);
    expect([requests.length, clock.sleptMs]).toEqual([1, []]);
  });

  test('throws the reason of the signal within a response', async () => {
    const limit = new AbortController();
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.from('{'));
        limit.abort(new Error('too late'));
        return new Promise(() => undefined);
      },
    });
    respondWith(() => new HttpResponse(body, { headers: { 'content-type': 'application/json' } }));
    const request = api().requestJson('/path', {}, schema, limits(0, limit.signal));
    await expect(request).rejects.toThrow('too late');
  });
});

describe('the key', () => {
  test('is sent in requests and redacted from errors', async () => {
    const echo = ({ headers }: Request): Response => {
      const message = `${'x'.repeat(190)} ${headers.get('authorization')}: no`;
      return HttpResponse.json({ message }, { status: 400 });
    };
    respondWith(echo);
    const error = await failureOf(requestText());
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    // The message is cut at 200 characters, within the key: its start must not remain either.
    expect(error.message).not.toContain(KEY.slice(0, 2));
  });

  test.each([
    ['a type', () => new HttpResponse('', { headers: { 'content-type': KEY } })],
    ['a body', () => HttpResponse.json({ text: { [KEY]: KEY } })],
    ['a permanent error', status(500, {}, { error: { message: `bad ${KEY}` } })],
  ])('is redacted from %s', async (_case, respond) => {
    respondWith(respond);
    const error = await failureOf(requestText());
    expect(`${error.stack}${JSON.stringify(error)}${JSON.stringify(error.cause)}`).not.toContain(KEY);
  });
});

describe('over a real socket', () => {
  /** An HTTP server that responds with raw text and optionally closes the connection. */
  async function serve(response: string, closes: boolean) {
    let requested = 0;
    const real = createServer((request) => {
      requested += 1;
      request
        .resume()
        .on('end', () => request.socket.write(response, () => closes && request.socket.destroy()));
    });
    await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
    const { port } = real.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      requested: () => requested,
      [Symbol.dispose]: () => {
        real.closeAllConnections();
        real.close();
      },
    };
  }

  test('a body shorter than its declared length is a transient failure', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 1000\r\n\r\n';
    using cut = await serve(`${head}RIFF`, true);
    const error = await failureOf(api(cut.url).requestAudio('/path', {}, limits()));
    expect([error.failure, cut.requested()]).toEqual(['unavailable', 4]);
  });

  test('a refused connection is a transient failure', async () => {
    using gone = await serve('', true);
    gone[Symbol.dispose]();
    const error = await failureOf(api(gone.url).requestAudio('/path', {}, limits()));
    expect(error.failure).toBe('unavailable');
    expect(error.message).toContain('ECONNREFUSED');
  });
});
